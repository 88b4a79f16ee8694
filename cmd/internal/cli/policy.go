package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"coresync/cmd/internal/app"
	rule "coresync/domain/asset"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) policy() *cobra.Command {
	return group("policy", "When devices are due to be replaced", "Defaults by category, and overrides of single customers (--customer). A customer's row replaces\n"+
		"both numbers of months of its category; what it leaves out is the default's.",
		c.policyList(), c.policySet(), c.policyUnset())
}

// customerFlag is --customer of the verbs about policies.
func customerFlag(cmd *cobra.Command, text *string, what string) {
	cmd.Flags().StringVar(text, "customer", "", what)
}

func policyCustomer(text string) (*uuid.UUID, error) {
	if text == "" {
		return nil, nil
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return nil, usage("--customer %q is no id of a customer", text)
	}
	return &id, nil
}

func (c *cli) policyList() *cobra.Command {
	var customer string
	cmd := &cobra.Command{
		Use: "list", Short: "List the policies; what is in brackets is inherited", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			of, err := policyCustomer(customer)
			if err != nil {
				return err
			}
			tenant, err := c.currentTenant(ctx, a)
			if err != nil {
				return err
			}
			id := uuid.Nil
			if of != nil {
				id = *of
			}
			found, err := a.Services().Replacements.Policies(ctx, api.Scope{Tenant: tenant}, id)
			if err != nil {
				return err
			}
			return c.show(found.Data.Items, []string{"CUSTOMER", "CATEGORY", "END OF LIFE", "MAX AGE", "WARN", "COST"}, func() [][]string {
				var rows [][]string
				for _, p := range found.Data.Items {
					rows = append(rows, policyRow(p))
				}
				return rows
			})
		}),
	}
	customerFlag(cmd, &customer, "what holds for this customer, by id")
	return cmd
}

func policyRow(p api.ReplacementPolicy) []string {
	customer := "(all)"
	if p.Customer != nil {
		customer = p.Customer.Name
	}
	cell := func(member, value string) string {
		if value != "" && slices.Contains(p.Inherited, member) {
			return "(" + value + ")"
		}
		return value
	}
	months := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n) + " months"
	}
	cost := ""
	if p.UnitCost != nil {
		cost = strconv.FormatInt(*p.UnitCost, 10)
	}
	by := p.EndOfLife
	if by == "" {
		by = "no policy"
	}
	return []string{
		customer, p.Category, cell("end_of_life", by), cell("max_age_months", months(p.MaxAgeMonths)), cell("warn_months", months(p.WarnMonths)), cell("unit_cost", cost),
	}
}

func (c *cli) policySet() *cobra.Command {
	var customer string
	var maxAge, warn int
	var cost int64
	var warranty, preview bool
	cmd := &cobra.Command{
		Use: "set CATEGORY", Short: "Set the policy of a category, such as Workstation", Args: cobra.ExactArgs(1), ValidArgs: categoryNames(),
		Long: "--max-age and --warn go together. With --by-warranty the end of the warranty is the end of life, whatever the age.\n" +
			"--preview tells how many devices become overdue, and writes nothing.",
	}
	cmd.RunE = c.withApp(func(ctx context.Context, a *app.App, args []string) error {
		row := api.ReplacementPolicyRow{}
		given := cmd.Flags().Changed
		if warranty {
			row.EndOfLife = "warranty"
		}
		if given("max-age") {
			row.MaxAgeMonths = &maxAge
		}
		if given("warn") {
			row.WarnMonths = &warn
		}
		if given("cost") {
			row.UnitCost = &cost
		}
		if row == (api.ReplacementPolicyRow{}) {
			return usage("say --max-age and --warn, --by-warranty and --warn, or --cost; `coresync policy unset` takes a policy away")
		}
		row.Category = args[0]
		return c.changePolicy(ctx, a, customer, row, preview)
	})
	flags := cmd.Flags()
	flags.IntVar(&maxAge, "max-age", 0, "maximum age in months; a device that reaches it is overdue")
	flags.IntVar(&warn, "warn", 0, "warn this many months before")
	flags.Int64Var(&cost, "cost", 0, "what a new one costs, in whole units of money")
	flags.BoolVar(&warranty, "by-warranty", false, "the end of the warranty is the end of life")
	flags.BoolVar(&preview, "preview", false, "tell what it would do, and write nothing")
	customerFlag(cmd, &customer, "of this customer alone, by id")
	return cmd
}

func (c *cli) policyUnset() *cobra.Command {
	var customer string
	var preview bool
	cmd := &cobra.Command{
		Use: "unset CATEGORY", Short: "Take a policy away; a customer inherits the default again", Args: cobra.ExactArgs(1), ValidArgs: categoryNames(),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			return c.changePolicy(ctx, a, customer, api.ReplacementPolicyRow{Category: args[0]}, preview)
		}),
	}
	cmd.Flags().BoolVar(&preview, "preview", false, "tell what it would do, and write nothing")
	customerFlag(cmd, &customer, "of this customer alone, by id")
	return cmd
}

func categoryNames() []string {
	var names []string
	for _, category := range rule.Categories() {
		names = append(names, string(category))
	}
	return names
}

// changePolicy tells what a change does, and makes it unless it is a preview.
func (c *cli) changePolicy(ctx context.Context, a *app.App, customer string, row api.ReplacementPolicyRow, preview bool) error {
	if !slices.Contains(categoryNames(), row.Category) {
		return usage("there is no category %q; choose one of %s", row.Category, strings.Join(categoryNames(), ", "))
	}
	of, err := policyCustomer(customer)
	if err != nil {
		return err
	}
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return err
	}
	draft := api.ReplacementPolicyDraft{Customer: of, Policies: []api.ReplacementPolicyRow{row}}
	effect, err := a.Services().Replacements.PreviewPolicies(ctx, api.Scope{Tenant: tenant}, draft)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Err, effect.Data.Summary)
	if !preview {
		done, err := a.Services().Replacements.SetPolicies(ctx, api.Command{Tenant: tenant, Actor: a.Actor()}, draft)
		if err != nil {
			return err
		}
		c.tellUndo(done.Undo)
		if err := a.CatchUp(ctx, tenant); err != nil {
			return err
		}
	}
	return c.show(effect.Data, []string{"", "OVERDUE", "APPROACHING", "COMPLIANT", "UNKNOWN AGE", "NO POLICY"}, func() [][]string {
		return [][]string{countsRow("before", effect.Data.Before), countsRow("after", effect.Data.After)}
	})
}

func countsRow(when string, n api.LifeCounts) []string {
	row := []string{when}
	for _, v := range []int64{n.Overdue, n.Approaching, n.Compliant, n.UnknownAge, n.NoPolicy} {
		row = append(row, strconv.FormatInt(v, 10))
	}
	return row
}
