package pages

import (
	"errors"

	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
)

// access fills in an account, a role, a request that waits for approval and a review.
func (f *filling) access() error {
	accounts, err := f.services.Access.Accounts(f.ctx, f.scope, api.AccessFilter{View: api.AccessAdministrators}, by("name"))
	if err != nil {
		return err
	}
	account, err := first(accounts.Data.Page)
	if err != nil {
		return err
	}
	f.one("/access/accounts", account.ID)
	roles, err := f.services.Access.Roles(f.ctx, f.scope, api.AccessRoleFilter{Kind: account.Kind}, api.List{Limit: 1, Sort: api.Sort{By: "members", Descending: true}})
	if err != nil {
		return err
	}
	role, err := first(roles.Data.Page)
	if err != nil {
		return err
	}
	f.one("/access/roles", role.ID)
	_, err = f.services.AccessConnectors.Set(f.ctx, f.command, f.Connection,
		api.AccessConnectorDraft{Matching: "narrow", Provisioning: true, Approval: "always", Frequency: "hourly"})
	if err := errors.Join(err, f.App.CatchUp(f.ctx, f.Tenant)); err != nil {
		return err
	}
	asked, err := f.services.AccessRequests.Ask(f.ctx, f.command, api.AccessDraft{Action: "add_member", Account: &account.ID, Role: &role.ID, Reason: "On call"})
	if err != nil {
		return err
	}
	f.one("/access/requests", asked.Request.ID)
	opened, err := f.services.AccessReviews.Open(f.ctx, f.command, api.AccessReviewDraft{Name: "Technicians", Scope: "technicians"})
	if err != nil {
		return err
	}
	f.one("/access/reviews", *opened.ID)
	return f.App.CatchUp(f.ctx, f.Tenant)
}

// reports fills in the schedule of a report that goes to all who are there.
func (f *filling) reports() error {
	users, err := f.services.Users.List(f.ctx, f.Tenant)
	if err != nil {
		return err
	}
	draft := api.ReportScheduleDraft{Report: api.ReportLedger, Format: "csv", Frequency: "monthly", Day: 1, Hour: 6}
	for _, u := range users {
		draft.Recipients = append(draft.Recipients, u.ID)
	}
	made, err := f.services.ReportMail.Create(f.ctx, f.command, draft)
	if err != nil {
		return err
	}
	f.one("/reports/schedules", *made.ID)
	return f.App.CatchUp(f.ctx, f.Tenant)
}

// webhooks fills in a webhook whose receiver is not there.
func (f *filling) webhooks() error {
	made, err := f.services.Webhooks.Create(f.ctx, f.command, api.WebhookDraft{
		Name: "Billing", URL: "https://hooks.example.test/coresync", Kinds: api.WebhookKinds(), Batch: "run", Connections: []uuid.UUID{f.Connection},
	})
	if err != nil {
		return err
	}
	f.one("/settings/webhooks", *made.ID)
	return f.App.CatchUp(f.ctx, f.Tenant)
}

// auditorLinks makes a link for an auditor.
func (f *filling) auditorLinks() error {
	_, err := f.services.AuditorLinks.Make(f.ctx, f.Tenant, f.command.Actor, api.AuditorLinkDraft{Name: "ISO 27001", ExpiresAt: f.App.Store.Now().AddDate(0, 0, 14)})
	return err
}

// rebuilt makes a generation of a read model whose difference there is to look at.
func (f *filling) rebuilt() error {
	run, err := f.App.Models.Begin(f.ctx, projections.Order{Model: "asset", Tenant: f.Tenant, Actor: f.command.Actor})
	if err != nil {
		return err
	}
	_, err = f.App.DriveRebuild(f.ctx, run, func(projections.Progress) {})
	return err
}
