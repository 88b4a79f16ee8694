package browser

import (
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// accessRequest is a request that waits for approval, so that nothing is carried out.
func (s *site) accessRequest(b *tab, account api.AccessAccount, roles []api.AccessRole) uuid.UUID {
	b.t.Helper()
	services, command := s.App.Services(), api.Command{Tenant: s.Tenant, Actor: "test"}
	_, err := services.AccessConnectors.Set(b.t.Context(), command, s.Connection,
		api.AccessConnectorDraft{Matching: "narrow", Provisioning: true, Approval: "always", Frequency: "hourly"})
	require.NoError(b.t, err)
	require.NoError(b.t, s.App.CatchUp(b.t.Context(), s.Tenant))
	for _, role := range roles {
		if role.Kind != account.Kind {
			continue
		}
		asked, err := services.AccessRequests.Ask(b.t.Context(), command, api.AccessDraft{Action: "add_member", Account: &account.ID, Role: &role.ID, Reason: "On call"})
		require.NoError(b.t, err)
		require.NoError(b.t, s.App.CatchUp(b.t.Context(), s.Tenant))
		return asked.Request.ID
	}
	require.Fail(b.t, "there is no role for it")
	return uuid.Nil
}

// accessReview is a campaign that is open.
func (s *site) accessReview(b *tab) uuid.UUID {
	b.t.Helper()
	made, err := s.App.Services().AccessReviews.Open(b.t.Context(), api.Command{Tenant: s.Tenant, Actor: "test"}, api.AccessReviewDraft{Name: "Technicians", Scope: "technicians"})
	require.NoError(b.t, err)
	require.NoError(b.t, s.App.CatchUp(b.t.Context(), s.Tenant))
	return *made.ID
}

// reportSchedule makes the schedule of a report, which goes to all who are there.
func (s *site) reportSchedule(b *tab) uuid.UUID {
	b.t.Helper()
	users, err := s.App.Services().Users.List(b.t.Context(), s.Tenant)
	require.NoError(b.t, err)
	draft := api.ReportScheduleDraft{Report: api.ReportLedger, Format: "csv", Frequency: "monthly", Day: 1, Hour: 6}
	for _, u := range users {
		draft.Recipients = append(draft.Recipients, u.ID)
	}
	made, err := s.App.Services().ReportMail.Create(b.t.Context(), api.Command{Tenant: s.Tenant, Actor: "test"}, draft)
	require.NoError(b.t, err)
	require.NoError(b.t, s.App.CatchUp(b.t.Context(), s.Tenant))
	return *made.ID
}
