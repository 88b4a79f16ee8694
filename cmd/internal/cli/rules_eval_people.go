package cli

import (
	"fmt"
	"strconv"
	"time"

	"coresync/domain/matching/people/evaluate"
	"coresync/domain/rules"

	"github.com/spf13/cobra"
)

func (c *cli) rulesEvalPeople() *cobra.Command {
	var goals bool
	var source ruleSource
	cmd := &cobra.Command{
		Use:   "people FILE.jsonl",
		Short: "Measure the matching of accounts and contacts",
		Long: "Match the cases of a file, each a customer of its own, and count by kind what is right at the line from which\n" +
			"a suggestion is pre-selected. A line of the file is a JSON object:\n" +
			`{"id", "kind", "contacts": [{"name", "email"}], "username", "expected": position of the contact, or null}.` + "\n" +
			"FILE may be - for standard input. The rules are those of the workspace, if there is one. With --json, a line for each case. With --goals, the goals; the exit code is 3\n" +
			"where one is missed.",
		Args: cobra.ExactArgs(1),
		RunE: c.withRules(&source, func(set *rules.Set, args []string) error {
			report, took, err := c.evaluatePeople(set, args[0])
			if err != nil {
				return err
			}
			if goals {
				return c.peopleGoals(report)
			}
			if c.json {
				for i := range report.Rows {
					if err := c.printJSON(&report.Rows[i]); err != nil {
						return err
					}
				}
			} else if err := c.peopleReport(report); err != nil {
				return err
			}
			each := took / time.Duration(max(len(report.Rows), 1))
			fmt.Fprintf(c.Err, "rules %s: precision %.4f, recall %.4f, F1 %.4f, recall at precision 0.99 %.4f; %s a case\n",
				report.Rules, report.All.Precision, report.All.Recall, report.All.F1, report.All.RecallAtP99, each.Round(100*time.Nanosecond))
			return nil
		}),
	}
	source.flag(cmd)
	cmd.Flags().BoolVar(&goals, "goals", false, "compare with the goals; exit with 3 where one is missed")
	return cmd
}

func (c *cli) evaluatePeople(set *rules.Set, name string) (report evaluate.Report, took time.Duration, err error) {
	file, err := c.input(name)
	if err != nil {
		return report, 0, fmt.Errorf("read cases: %w", err)
	}
	defer file.Close()
	cases, err := evaluate.Read(file)
	if err != nil {
		return report, 0, &usageError{err}
	}
	if len(cases) == 0 {
		return report, 0, usage("%s holds no cases", name)
	}
	report, took = evaluate.Run(set.People, cases, time.Now)
	report.Rules = set.Version
	return report, took, nil
}

func (c *cli) peopleReport(report evaluate.Report) error {
	var rows [][]string
	for _, t := range append(report.Kinds, report.All) {
		rows = append(rows, []string{t.Kind, strconv.Itoa(t.Cases), strconv.Itoa(t.Positive), strconv.Itoa(t.Right), strconv.Itoa(t.Wrong),
			fmt.Sprintf("%.4f", t.Precision), fmt.Sprintf("%.4f", t.Recall), fmt.Sprintf("%.4f", t.F1), fmt.Sprintf("%.4f", t.RecallAtP99)})
	}
	if err := c.table([]string{"KIND", "CASES", "POSITIVE", "RIGHT", "WRONG", "PRECISION", "RECALL", "F1", "R@P99"}, rows); err != nil {
		return err
	}
	rows = nil
	for _, b := range report.Bands {
		if b.Cases > 0 {
			rows = append(rows, []string{fmt.Sprintf("%d %%", b.From), strconv.Itoa(b.Cases), strconv.Itoa(b.Right), fmt.Sprintf("%.4f", b.Share)})
		}
	}
	fmt.Fprintln(c.Out)
	return c.table([]string{"FROM", "SUGGESTIONS", "RIGHT", "SHARE"}, rows)
}

// peopleGoals prints the goals, those that are missed first.
func (c *cli) peopleGoals(report evaluate.Report) error {
	all := make([]measured, 0, len(report.Goals()))
	for _, g := range report.Goals() {
		all = append(all, measured{g.Name, g.Value, g.Goal, g.Met})
	}
	return c.showGoals(all)
}
