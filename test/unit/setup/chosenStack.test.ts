import { describe, expect, it } from "vitest";
import { chosenStack } from "../../../setup/chosenStack";

const chosen = (options: { stack?: string; system?: string }) => {
  const { name, system } = chosenStack(options);
  return [name, system];
};

describe("The stack that a script's options mean", () => {
  it.each([
    [{ system: "honeychat", stack: "local-none" }, "local-none", "honeychat"],
    [{ stack: "local-none" }, "local-none", "honeychat"],
    [{ system: "simplemodule", stack: "local-none" }, "local-none", "simplemodule"],
  ])("%j is %s, which runs %s", (options, name, system) => {
    expect(chosen(options)).toStrictEqual([name, system]);
  });

  it("is one of its own for each system but the first", () => {
    expect(chosenStack({}).name).toBe("local");
    expect(chosenStack({ system: "honeychat" }).name).toBe("local");
    expect(chosenStack({ system: "simplemodule" }).name).toBe("local-simplemodule");
  });

  it("is none of a system that there is not", () => {
    expect(() => chosen({ system: "nonesuch" })).toThrow(
      "there is no system nonesuch; there are honeychat, semalink, simplemodule",
    );
  });

  it("is not one that runs another system", () => {
    expect(() => chosen({ system: "simplemodule", stack: "prod" })).toThrow(
      "the stack prod runs honeychat; name another with --stack, such as prod-simplemodule",
    );
  });
});
