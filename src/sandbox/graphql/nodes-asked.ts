// How many nodes a GraphQL document may ask for, as GitHub counts them: each list's length times those around it.

import { parse, type FragmentDefinitionNode, type SelectionSetNode } from "graphql";

/** 0 for what is no document. See “Node limit” in GitHub's page on rate and query limits for the GraphQL API. */
export function nodesAsked(query: string, variables: Readonly<Record<string, unknown>>): number {
  try {
    return countNodes(query, variables);
  } catch {
    return 0;
  }
}

function countNodes(query: string, variables: Readonly<Record<string, unknown>>): number {
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions) if (one.kind === "FragmentDefinition") fragments.set(one.name.value, one);

  const within = (set: SelectionSetNode | undefined, times: number): number => {
    let count = 0;
    for (const one of set?.selections ?? []) {
      if (one.kind === "InlineFragment") count += within(one.selectionSet, times);
      else if (one.kind === "FragmentSpread")
        count += within(fragments.get(one.name.value)?.selectionSet, times);
      else {
        const length = one.arguments?.find(({ name }) => name.value === "first" || name.value === "last");
        const { value } = length ?? {};
        const asked =
          value?.kind === "IntValue"
            ? Number(value.value)
            : value?.kind === "Variable"
              ? Number(variables[value.name.value] ?? 0)
              : undefined;
        count += asked === undefined ? 0 : asked * times;
        count += within(one.selectionSet, times * (asked ?? 1));
      }
    }
    return count;
  };
  return definitions.reduce(
    (sum, one) => sum + (one.kind === "OperationDefinition" ? within(one.selectionSet, 1) : 0),
    0,
  );
}
