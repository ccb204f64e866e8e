import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, resolve } from 'node:path';
import ts from 'typescript';

/** A file of ours: its path from the root of the repository, with `/`. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** One place where a file takes something from another, or from a package. */
export interface Import {
  readonly from: string;
  /** Path from the root for a file of ours, the name as written for a package. */
  readonly to: string;
  readonly ours: boolean;
  /** True if nothing of it is left in JavaScript. */
  readonly typeOnly: boolean;
}

const root = resolve(import.meta.dirname, '../..');

/** All TypeScript files below these folders of the repository. */
export function sourcesIn(folders: readonly string[]): SourceText[] {
  return folders
    .filter((folder) => existsSync(resolve(root, folder)))
    .flatMap((folder) =>
      readdirSync(resolve(root, folder), { recursive: true, withFileTypes: true }),
    )
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules'))
    .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }));
}

/** True if the repository has this file. */
export function isThere(path: string): boolean {
  return existsSync(resolve(root, path));
}

/** The parsed text of a file. */
export function parse({ path, text }: SourceText): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
}

/** Everything a file takes in: imports, re-exports, `import()` of values and of types. */
export function importsOf(source: SourceText): Import[] {
  const found: Import[] = [];
  const add = (name: ts.Node | undefined, typeOnly: boolean): void => {
    if (name === undefined || !ts.isStringLiteral(name)) return;
    const ours = name.text.startsWith('.');
    const to = ours ? fileOf(normalize(join(dirname(source.path), name.text))) : name.text;
    found.push({ from: source.path, to, ours, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, takesTypes(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, givesTypes(node));
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(source));
  return found;
}

/** With nodenext the name of the compiled file stands for its source. */
function fileOf(path: string): string {
  // AssemblyScript leaves the extension out.
  return path.replace(/(\.js|(?<=\/[^./]+))$/, '.ts').replaceAll('\\', '/');
}

function takesTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

function givesTypes({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true;
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return false;
  const { elements } = exportClause;
  return elements.length > 0 && elements.every((element) => element.isTypeOnly);
}

/** Circles among files, each as the paths along it; imports of types alone make none. */
export function cyclesIn(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, ours, typeOnly } of imports) {
    if (ours && !typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const cycles: string[] = [];
  const visit = (file: string): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    path.push(file);
    for (const to of next.get(file) ?? []) visit(to);
    path.pop();
    state.set(file, 'done');
  };
  for (const file of next.keys()) visit(file);
  return cycles;
}

/** Lines with a default export. */
export function defaultExportsIn(source: SourceText): string[] {
  const file = parse(source);
  return file.statements
    .filter(
      (node) =>
        ts.isExportAssignment(node) ||
        (ts.canHaveModifiers(node) &&
          ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.DefaultKeyword) === true) ||
        (ts.isExportDeclaration(node) && / as default\b/.test(node.getText(file))),
    )
    .map((node) => placeOf(file, node));
}

/** Places of `any` that are not in the implementation of overloads, with a comment that says why. */
export function anyIn(source: SourceText): string[] {
  const file = parse(source);
  const places: string[] = [];
  const visit = (node: ts.Node, excused: boolean): void => {
    const here = excused || (isOverloaded(node) && /\/\/|\/\*/.test(node.getFullText(file)));
    if (node.kind === ts.SyntaxKind.AnyKeyword && !here) places.push(placeOf(file, node));
    ts.forEachChild(node, (child) => visit(child, here));
  };
  visit(file, false);
  return places;
}

function isOverloaded(node: ts.Node): boolean {
  if (!ts.isFunctionDeclaration(node) && !ts.isMethodDeclaration(node)) return false;
  if (node.body === undefined) return false;
  const name = node.name?.getText();
  let siblings = 0;
  ts.forEachChild(node.parent, (other) => {
    const same = ts.isFunctionDeclaration(other) || ts.isMethodDeclaration(other);
    if (same && other.body === undefined && other.name?.getText() === name) siblings += 1;
  });
  return siblings > 0;
}

function placeOf(file: ts.SourceFile, node: ts.Node): string {
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
}
