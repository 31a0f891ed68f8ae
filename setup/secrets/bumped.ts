import { isMap, parseDocument, YAMLMap, YAMLSeq } from "yaml";
import { VERSIONS_KEPT } from "../../systems/secretVersions";

/**
 * A stack file with one version more of a secret; comments stay. The value of a provided one goes to its former versions, still
 * encrypted, so that the next deploy asks for the new one.
 */
export function bumped(text: string, secret: string, version: number, provided: boolean): string {
  const file = parseDocument(text);
  const place = ["config", "roadstead:secrets", secret];
  const value = provided ? file.getIn([...place, "value"], true) : undefined;
  file.setIn([...place, "version"], version + 1);
  if (value === undefined) return file.toString({ lineWidth: 0 });
  const former = new YAMLMap();
  former.set("version", version);
  former.set("value", value);
  const earlier = file.getIn([...place, "former"], true);
  const kept = earlier instanceof YAMLSeq ? earlier.items.filter(isMap) : [];
  const list = new YAMLSeq();
  list.items = [former, ...kept].slice(0, VERSIONS_KEPT - 1);
  file.setIn([...place, "former"], list);
  file.deleteIn([...place, "value"]);
  return file.toString({ lineWidth: 0 });
}
