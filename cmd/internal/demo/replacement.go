package demo

import (
	"context"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
)

// setPolicies gives a new demo the replacement policies that a provider may have: the
// defaults, and one customer that replaces its workstations sooner.
func setPolicies(ctx context.Context, a *app.App, tenant uuid.UUID) error {
	row := func(category string, maxAge, warn int, cost int64) api.ReplacementPolicyRow {
		return api.ReplacementPolicyRow{Category: category, MaxAgeMonths: &maxAge, WarnMonths: &warn, UnitCost: &cost}
	}
	drafts := []api.ReplacementPolicyDraft{{Policies: []api.ReplacementPolicyRow{
		row("Workstation", 48, 6, 1150), row("Server", 60, 12, 6800), row("Mac", 60, 6, 1650), row("Virtual Host", 60, 12, 9400), row("Mobile Device", 36, 3, 620),
	}}}
	customers, err := a.Services().Customers.List(ctx, api.Scope{Tenant: tenant}, api.CustomerFilter{}, api.List{Limit: 1, Sort: api.Sort{By: "name"}})
	if err != nil {
		return err
	}
	for _, c := range customers.Data.Items {
		sooner := row("Workstation", 36, 6, 0)
		sooner.UnitCost = nil // as all pay
		drafts = append(drafts, api.ReplacementPolicyDraft{Customer: &c.ID, Policies: []api.ReplacementPolicyRow{sooner}})
	}
	for _, d := range drafts {
		if _, err := a.Services().Replacements.SetPolicies(ctx, api.Command{Tenant: tenant, Actor: "demo"}, d); err != nil {
			return fmt.Errorf("set the replacement policies of the demo: %w", err)
		}
	}
	return nil
}
