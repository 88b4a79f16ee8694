package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) projections() *cobra.Command {
	return group("projections", "Read models: how they stand, make one anew beside the live one, check one against the log",
		"Rules change, programs change, and nothing stops: plan what a rebuild costs, rebuild beside what is live, see how the\n"+
			"rows differ, promote, and roll back as long as the former rows are kept warm (a day). `status` names the verbs that\n"+
			"are allowed next.",
		c.projectionsStatus(), c.projectionsPlan(), c.projectionsRebuild(), c.projectionsDiff(), c.projectionsPromote(),
		c.projectionsRollback(), c.projectionsCancel(), c.projectionsRetry(), c.projectionsFsck())
}

func (c *cli) projectionsStatus() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Show how each read model stands", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			found, err := a.Services().Projections.List(ctx, api.Scope{Tenant: tenant})
			if err != nil {
				return err
			}
			heading := []string{"NAME", "GENERATION", "RULES", "STATE", "POSITION", "HEAD", "APPLIED", "IGNORED", "SUPERSEDED", "FAILED", "BLOCKED ROWS", "BESIDE", "ALLOWED"}
			return c.show(found.Data, heading, func() [][]string {
				var rows [][]string
				for _, p := range found.Data {
					rows = append(rows, []string{p.Name, p.Generation, rulesCell(p), p.State, fmt.Sprint(p.Position), fmt.Sprint(p.Head),
						fmt.Sprint(p.Applied), fmt.Sprint(p.Ignored), fmt.Sprint(p.Superseded), fmt.Sprint(p.Failed), fmt.Sprint(p.Blocked),
						besideCell(p), strings.Join(p.Allowed, " ")})
				}
				return rows
			})
		}),
	}
}

// models are the read models that a verb names: that one, or all.
func models(a *app.App, args []string) ([]string, error) {
	var all []string
	for _, live := range a.Models.Live() {
		all = append(all, live.Name())
	}
	if len(args) == 0 {
		return all, nil
	}
	if !slices.Contains(all, args[0]) {
		return nil, usage("there is no read model %q; choose one of %s", args[0], strings.Join(all, ", "))
	}
	return args, nil
}

// rulesCell shows the rules of the live rows, and those in force where they are others.
func rulesCell(p api.Projection) string {
	if p.Rules == p.RulesInForce {
		return p.Rules
	}
	return p.Rules + " (in force: " + p.RulesInForce + ")"
}

// besideCell shows what is kept, or being made, beside the live rows.
func besideCell(p api.Projection) string {
	var beside []string
	if p.Candidate != nil {
		text := "candidate " + p.Candidate.Generation + " " + p.Candidate.State
		if w := p.Work; w != nil && w.Verb == "rebuild" && w.State == "running" {
			text += fmt.Sprintf(" (%s, %d of %d events, %.0f s left)", w.Step, w.Done, w.Total, w.EtaSeconds)
		}
		beside = append(beside, text)
	}
	if p.Former != nil {
		beside = append(beside, "former "+p.Former.Generation+" until "+p.Former.Until.Format("2006-01-02 15:04"))
	}
	return strings.Join(beside, ", ")
}
