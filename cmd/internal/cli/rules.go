package cli

import "github.com/spf13/cobra"

func (c *cli) rules() *cobra.Command {
	return group("rules", "Rule sets: show, list and adopt them, try them on a name, hold them to their goals", "",
		c.rulesShow(), c.rulesList(), c.rulesDiff(), c.rulesAdopt(),
		group("eval", "Measure the rules against cases whose answer is known", "", c.rulesEvalPeople(), c.rulesEvalOrgs()),
		group("try", "Explain step by step what the rules make of a name", "", c.rulesTryPeople(), c.rulesTryOrgs()))
}
