// Answers what two widely used packages make of filters and of PATCH: a question in JSON a line, an answer a line.
import { createInterface } from "node:readline";
import parsing from "scim2-parse-filter";
import patching from "scim-patch";

const answers = {
  // Which of the resources a filter lets through.
  filter: ({ filter, resources }) => resources.map(parsing.filter(parsing.parse(filter))),
  // What the operations make of a resource, one after the other. The package leaves out an empty list of members and
  // does not make a list of one that is added to none: both are what was meant.
  patch: ({ resource, operations, lists }) =>
    operations.reduce((v, operation) => {
      v = patching.scimPatch(v, [operation], { mutateDocument: false, treatMissingAsAdd: true });
      for (const name of lists) v[name] = [v[name] ?? []].flat();
      return v;
    }, resource),
};

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  let answer;
  try {
    answer = { answer: answers[question.ask](question) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
