import ts from "typescript";

/** Properties of a type by name, each in a notation that a schema and a declaration file share: `string[]?`, `{VolumeLabel}[]`. */
export type Shape = Record<string, string>;

/** The shapes of the interfaces in a TypeScript declaration file. */
export function declaredShapes(file: string, text: string): Record<string, Shape> {
  const shapes: Record<string, Shape> = {};
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node)) shapes[node.name.text] = shapeOf(node);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return shapes;
}

function shapeOf(declaration: ts.InterfaceDeclaration): Shape {
  return Object.fromEntries(
    declaration.members
      .filter(ts.isPropertySignature)
      .flatMap(({ name, type, questionToken }) =>
        ts.isIdentifier(name) && type ? [[name.text, notation(type) + (questionToken ? "?" : "")]] : [],
      ),
  );
}

function notation(type: ts.TypeNode): string {
  if (ts.isUnionTypeNode(type))
    return type.types
      .filter((member) => !isUndefined(member))
      .map(notation)
      .join("|");
  if (ts.isArrayTypeNode(type)) return `${notation(type.elementType)}[]`;
  if (ts.isTypeReferenceNode(type)) return reference(type);
  if (ts.isTypeLiteralNode(type)) {
    const [member] = type.members;
    if (member && ts.isIndexSignatureDeclaration(member)) return `map<${notation(member.type)}>`;
  }
  return type.kind === ts.SyntaxKind.AnyKeyword ? "any" : keyword(type);
}

function reference(type: ts.TypeReferenceNode): string {
  const name = ts.isQualifiedName(type.typeName) ? type.typeName.right.text : type.typeName.text;
  const [argument] = type.typeArguments ?? [];
  return name === "Input" && argument ? notation(argument) : `{${name}}`;
}

function keyword(type: ts.TypeNode): string {
  const words = new Map([
    [ts.SyntaxKind.StringKeyword, "string"],
    [ts.SyntaxKind.NumberKeyword, "number"],
    [ts.SyntaxKind.BooleanKeyword, "boolean"],
  ]);
  const word = words.get(type.kind as ts.KeywordSyntaxKind);
  if (!word) throw new Error(`no notation for ${ts.SyntaxKind[type.kind]}`);
  return word;
}

function isUndefined(type: ts.TypeNode): boolean {
  return type.kind === ts.SyntaxKind.UndefinedKeyword;
}
