// What one GraphQL document costs by the formula that GitHub documents: points of the hour's budget, and nodes.

import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  isObjectType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

export interface Cost {
  /** Of the hour's budget; at least 1. */
  readonly points: number;
  /** What the answer can hold at most; GitHub refuses documents above 500,000. */
  readonly nodes: number;
  /** What the points are made of: one for each connection of each parent that it can have. */
  readonly requests: number;
}

const REQUESTS_A_POINT = 100;

interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A field as it is asked of one type: everything that is selected below it, wherever in the document that stands. */
interface Asked {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly below: SelectionSetNode[];
}

/**
 * Each connection costs one request for each parent there can be, which the parents' `first` or `last` tells; a
 * hundred requests are a point, rounded. A connection that is asked for without `first` and `last` (its `totalCount`)
 * is a request without nodes. `document` is valid by `schema`; with several operations in it, the first one counts.
 */
export function costOf(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  schema: GraphQLSchema,
): Cost {
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  const root = operation === undefined ? undefined : schema.getRootType(operation.operation);
  if (operation === undefined || root === undefined || root === null)
    throw new Error("a document without an operation has no cost");
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const given = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (given.coerced === undefined) throw given.errors[0] ?? new Error("variables that do not fit");
  const reading = { schema, fragments, variables: given.coerced };
  const { requests, nodes } = below(reading, root, [operation.selectionSet], 1);
  return { points: Math.max(1, Math.round(requests / REQUESTS_A_POINT)), nodes, requests };
}

type Count = Pick<Cost, "requests" | "nodes">;

function below(
  reading: Reading,
  type: GraphQLCompositeType,
  selections: readonly SelectionSetNode[],
  parents: number,
): Count {
  const asked = new Map<string, Asked>();
  for (const selection of selections) collect(reading, type, selection, asked);
  let requests = 0;
  let nodes = 0;
  for (const { field, node, below: inner } of asked.values()) {
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) continue;
    let children = parents;
    if (isConnection(named)) {
      requests += parents;
      children *= pageOf(reading, field, node);
      nodes += children;
    }
    const counted = below(reading, named, inner, children);
    requests += counted.requests;
    nodes += counted.nodes;
  }
  return { requests, nodes };
}

function isConnection(type: GraphQLCompositeType): boolean {
  return isObjectType(type) && type.name.endsWith("Connection") && type.getFields()["pageInfo"] !== undefined;
}

function pageOf({ variables }: Reading, field: GraphQLField<unknown, unknown>, node: FieldNode): number {
  const { first, last } = getArgumentValues(field, node, variables);
  return typeof first === "number" ? first : typeof last === "number" ? last : 0;
}

/** What is asked under one name of one type is one question, however often it is written. */
function collect(
  reading: Reading,
  type: GraphQLCompositeType,
  { selections }: SelectionSetNode,
  asked: Map<string, Asked>,
): void {
  for (const selection of selections) {
    if (!isTaken(reading, selection)) continue;
    if (selection.kind !== Kind.FIELD) {
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? reading.fragments.get(selection.name.value) : selection;
      if (fragment === undefined) continue;
      const { typeCondition } = fragment;
      const on = typeCondition === undefined ? type : typeFromAST(reading.schema, typeCondition);
      if (isCompositeType(on)) collect(reading, on, fragment.selectionSet, asked);
      continue;
    }
    const field = "getFields" in type ? type.getFields()[selection.name.value] : undefined;
    if (field === undefined || selection.selectionSet === undefined) continue;
    const key = `${type.name} ${(selection.alias ?? selection.name).value}`;
    const known = asked.get(key) ?? { field, node: selection, below: [] };
    known.below.push(selection.selectionSet);
    asked.set(key, known);
  }
}

function isTaken({ variables }: Reading, node: Parameters<typeof getDirectiveValues>[1]): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.["if"] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.["if"] !== false;
}
