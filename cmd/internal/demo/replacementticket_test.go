package demo_test

import (
	"strings"
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// From recommendations a ticket a customer is made, with its devices; what an open ticket
// is about gets no second one, and the card of the ticket shows them (screen 5.12).
func TestTicketsAndQuoteLinesAreMadeFromRecommendations(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 60, Orgs: 5, Seed: 1})
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	found, err := services.Replacements.Recommendations(t.Context(), scope, api.RecommendationFilter{}, api.List{Limit: 100, Sort: api.Sort{By: "due"}})
	require.NoError(t, err)
	var picked []uuid.UUID
	customers, without := map[uuid.UUID]int{}, 0
	for _, x := range found.Data.Items[:8] {
		picked = append(picked, x.Asset.ID)
		if x.Customer == nil {
			without++
		} else {
			customers[x.Customer.ID]++
		}
	}
	made, err := services.Replacements.MakeTickets(t.Context(), by(d, "test"), picked)
	require.NoError(t, err)
	require.Len(t, made.Tickets, len(customers))
	require.Len(t, made.Left, without)
	_, err = services.Replacements.MakeTickets(t.Context(), by(d, "test"), picked)
	if err != nil { // the read models did not follow yet: it is the same ticket all the same
		require.Equal(t, domain.CodeConflict, domain.ErrorCode(err))
	}
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	for _, m := range made.Tickets {
		require.Equal(t, customers[m.Customer.ID], m.Devices)
		ticket, err := services.Tickets.Get(t.Context(), scope, m.Ticket.ID)
		require.NoError(t, err)
		require.Equal(t, m.Ticket.Name, ticket.Data.Number)
		require.Len(t, ticket.Data.Devices, m.Devices)
		card, err := services.TicketDevices.Of(t.Context(), scope, m.Ticket.ID)
		require.NoError(t, err)
		require.Len(t, card.Data, m.Devices)
	}
	again, err := services.Replacements.MakeTickets(t.Context(), by(d, "test"), picked)
	require.NoError(t, err)
	require.Empty(t, again.Tickets)
	require.Len(t, again.Left, len(picked))

	closed := made.Tickets[0]
	status := "Closed"
	_, err = services.Tickets.Update(t.Context(), by(d, "test"), closed.Ticket.ID, api.TicketPatch{Status: &status})
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	again, err = services.Replacements.MakeTickets(t.Context(), by(d, "test"), picked)
	require.NoError(t, err)
	require.Len(t, again.Tickets, 1, "of a closed ticket a new one can be made")
	require.Equal(t, closed.Customer, again.Tickets[0].Customer)
	require.NotEqual(t, closed.Ticket, again.Tickets[0].Ticket)
	_, err = services.Replacements.MakeTickets(t.Context(), by(d, "test"), []uuid.UUID{uuid.New()})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))

	quote := func() string {
		file, err := services.Replacements.Export(t.Context(), scope, api.ExportQuote, api.RecommendationFilter{Assets: picked, Virtual: true}, api.Sort{By: "customer"}, 8, "csv")
		require.NoError(t, err)
		return string(bodyOf(t, file.Data))
	}
	lines := strings.Split(strings.TrimSpace(quote()), "\n")
	require.True(t, strings.HasPrefix(lines[0], "Customer,Item,Quantity,Unit cost"), lines[0])
	require.True(t, strings.HasPrefix(lines[len(lines)-1], "Total,,8,"), lines[len(lines)-1])
	require.Equal(t, quote(), quote())
}
