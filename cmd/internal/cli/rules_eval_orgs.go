package cli

import (
	"fmt"
	"strconv"
	"time"

	"coresync/domain/matching/orgs/evaluate"
	"coresync/domain/rules"

	"github.com/spf13/cobra"
)

func (c *cli) rulesEvalOrgs() *cobra.Command {
	var goals bool
	var source ruleSource
	cmd := &cobra.Command{
		Use:   "orgs FILE.jsonl",
		Short: "Measure the matching of organizations and customers",
		Long: "Match the scenarios of a file, each a workspace of its own, and count by kind what is linked at once and what is\n" +
			"suggested, rightly and wrongly. A line of the file is a JSON object:\n" +
			`{"id", "kind", "customers": [name], "orgs": [{"name", "expected": name of the customer, or null, "kind"}]}.` + "\n" +
			"FILE may be - for standard input. The rules are those of the workspace, if there is one. With --json, a line for each organization. With --goals, the goals; the exit code\n" +
			"is 3 where one is missed.",
		Args: cobra.ExactArgs(1),
		RunE: c.withRules(&source, func(set *rules.Set, args []string) error {
			report, took, err := c.evaluateOrgs(set, args[0])
			if err != nil {
				return err
			}
			if goals {
				return c.orgsGoals(report)
			}
			if c.json {
				for i := range report.Rows {
					if err := c.printJSON(&report.Rows[i]); err != nil {
						return err
					}
				}
			} else if err := c.orgsReport(report); err != nil {
				return err
			}
			all := report.All
			fmt.Fprintf(c.Err, "rules %s: precision %.4f, of links alone %.4f, recall %.4f, F1 %.4f, recall at precision 0.99 %.4f; %s in all\n",
				report.Rules, all.Precision, all.LinkedPrecision, all.Recall, all.F1, all.RecallAtP99, took.Round(time.Millisecond))
			return nil
		}),
	}
	source.flag(cmd)
	cmd.Flags().BoolVar(&goals, "goals", false, "compare with the goals; exit with 3 where one is missed")
	return cmd
}

func (c *cli) evaluateOrgs(set *rules.Set, name string) (report evaluate.Report, took time.Duration, err error) {
	file, err := c.input(name)
	if err != nil {
		return report, 0, fmt.Errorf("read scenarios: %w", err)
	}
	defer file.Close()
	scenarios, err := evaluate.Read(file)
	if err != nil {
		return report, 0, &usageError{err}
	}
	if len(scenarios) == 0 {
		return report, 0, usage("%s holds no scenarios", name)
	}
	report, took = evaluate.Run(set.Orgs, scenarios, time.Now)
	report.Rules = set.Version
	return report, took, nil
}

func (c *cli) orgsReport(report evaluate.Report) error {
	var rows [][]string
	for _, t := range append(append(report.Kinds, report.Scenarios...), report.All) {
		kind := t.Kind
		if kind == "" {
			kind = "all"
		}
		rows = append(rows, []string{t.Scenario, kind, strconv.Itoa(t.Cases), strconv.Itoa(t.Positive), strconv.Itoa(t.Linked), strconv.Itoa(t.LinkedWrong),
			strconv.Itoa(t.Right), strconv.Itoa(t.Wrong), fmt.Sprintf("%.4f", t.Precision), fmt.Sprintf("%.4f", t.Recall), fmt.Sprintf("%.4f", t.F1), fmt.Sprintf("%.4f", t.RecallAtP99)})
	}
	heading := []string{"SCENARIO", "KIND", "CASES", "POSITIVE", "LINKED", "OF IT WRONG", "RIGHT", "WRONG", "PRECISION", "RECALL", "F1", "R@P99"}
	if err := c.table(heading, rows); err != nil {
		return err
	}
	rows = nil
	for _, b := range report.Bands {
		if b.Cases > 0 {
			rows = append(rows, []string{strconv.Itoa(b.From), strconv.Itoa(b.Cases), strconv.Itoa(b.Right), fmt.Sprintf("%.4f", b.Share)})
		}
	}
	fmt.Fprintln(c.Out)
	return c.table([]string{"FROM", "PROPOSALS", "RIGHT", "SHARE"}, rows)
}

// orgsGoals prints the goals, those that are missed first.
func (c *cli) orgsGoals(report evaluate.Report) error {
	all := make([]measured, 0, len(report.Goals()))
	for _, g := range report.Goals() {
		all = append(all, measured{g.Name, g.Value, g.Goal, g.Met})
	}
	return c.showGoals(all)
}
