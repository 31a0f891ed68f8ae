import { bench } from "../bench/main";
import { main } from "./progress";

main(() => bench(process.argv.slice(2)));
