package cli

import (
	"context"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/domain/matching/orgs"
	"coresync/domain/rules"
	"coresync/domain/spreadsheet"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) rulesTryOrgs() *cobra.Command {
	var given, domains []string
	var city string
	var source ruleSource
	cmd := &cobra.Command{
		Use:   "orgs NAME",
		Short: "Explain which customer an organization of a name is",
		Long: "Explain how a name is read, which customers are near and why, and what becomes of it, by the code that maps\n" +
			"organizations. With --customer, no workspace is needed. What is known beyond names may be given: e-mail domains, a city.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			party := orgs.Party{ID: uuid.NewSHA1(uuid.Nil, []byte("organization")), Name: args[0], Domains: domains, City: city}
			if len(given) == 0 {
				return c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
					customers, err := customersOf(ctx, a)
					if err != nil {
						return err
					}
					set, err := c.inForce(ctx, a, source)
					if err != nil {
						return err
					}
					return c.tryOrgs(set, party, customers)
				})(cmd, args)
			}
			var customers []orgs.Party
			for i, name := range given {
				customers = append(customers, orgs.Party{ID: uuid.NewSHA1(uuid.Nil, fmt.Appendf(nil, "%d", i)), Name: name})
			}
			return c.withRules(&source, func(set *rules.Set, _ []string) error { return c.tryOrgs(set, party, customers) })(cmd, args)
		},
	}
	source.flag(cmd)
	cmd.Flags().StringArrayVar(&given, "customer", nil, "name of a customer, instead of the workspace's; may be repeated")
	cmd.Flags().StringArrayVar(&domains, "domain", nil, "e-mail domain of the organization; may be repeated")
	cmd.Flags().StringVar(&city, "city", "", "city of the organization")
	return cmd
}

// customersOf reads the customers of the workspace.
func customersOf(ctx context.Context, a *app.App) ([]orgs.Party, error) {
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.CatchUp(ctx, tenant); err != nil {
		return nil, err
	}
	all, err := allPages(func(after []string) (api.Page[api.Customer], error) {
		found, err := a.Services().Customers.List(ctx, api.Scope{Tenant: tenant}, api.CustomerFilter{}, api.List{Limit: 500, After: after})
		return found.Data, err
	})
	if err != nil {
		return nil, err
	}
	parties := make([]orgs.Party, 0, len(all))
	for _, one := range all {
		parties = append(parties, orgs.Party{ID: one.ID, Name: one.Name, Domains: one.Domains, City: one.City})
	}
	return parties, nil
}

// triedOrg is what the rules make of a name.
type triedOrg struct {
	Rules   string      `json:"rules"`
	Key     string      `json:"key"`
	Outcome string      `json:"outcome"`
	Score   int         `json:"score"`
	Reason  string      `json:"reason"`
	Steps   []orgs.Step `json:"steps"`
	// Candidates are the nearest customers, by name.
	Candidates []triedCandidate `json:"candidates"`
}

type triedCandidate struct {
	Customer string `json:"customer"`
	Score    int    `json:"score"`
	Reason   string `json:"reason"`
}

func (c *cli) tryOrgs(set *rules.Set, party orgs.Party, customers []orgs.Party) error {
	x := orgs.NewIndex(set.Orgs, customers).Explain(party, nil)
	names := make(map[uuid.UUID]string, len(customers))
	for _, customer := range customers {
		names[customer.ID] = customer.Name
	}
	tried := triedOrg{
		Rules: set.Version, Key: x.Key, Outcome: x.Verdict.Outcome.String(), Score: x.Verdict.Score, Reason: x.Verdict.Reason,
		Steps: x.Steps, Candidates: []triedCandidate{},
	}
	var rows [][]string
	for _, candidate := range x.Verdict.Candidates {
		tried.Candidates = append(tried.Candidates, triedCandidate{names[candidate.Customer], candidate.Score, candidate.Reason})
		rows = append(rows, []string{spreadsheet.Printable(names[candidate.Customer]), fmt.Sprint(candidate.Score), candidate.Reason})
	}
	if c.json {
		return c.printJSON(tried)
	}
	fmt.Fprintf(c.Out, "Compared as %s\n", quoted(x.Key))
	for _, step := range x.Steps {
		fmt.Fprintf(c.Out, "%s: %s\n", step.What, step.Result)
	}
	if len(rows) > 0 {
		if err := c.table([]string{"CUSTOMER", "SCORE", "REASON"}, rows); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.Out, "Verdict: %s: %s (rules %s)\n", tried.Outcome, tried.Reason, tried.Rules)
	return nil
}
