package demo_test

import (
	"testing"
	"time"

	"coresync/domain/connection"
	"coresync/http/api"

	"github.com/goccy/go-json"
	"github.com/stretchr/testify/require"
)

// What a ticket's sidebar shows, over a demo's real parts: all devices of its contact,
// each with a link to where NinjaOne shows it.
func TestTIC_01_04_TheDevicesOfATicketsContact(t *testing.T) {
	t.Parallel()
	c := connect(t)
	all, _ := suggestions(t, c.demo, api.AssociationFilter{})
	high := of("high", all)
	require.NotEmpty(t, high)
	s := high[0]
	ticket := c.command("POST", "/api/v1/tickets", `{"number": "T-1", "subject": "Slow", "status": "open", "customer": "`+s.Customer.ID.String()+
		`", "contact": "`+s.Suggested.Contact.ID.String()+`"}`)
	path := "/api/v1/tickets/" + ticket.ID.String() + "/ninja-devices?min_position="
	var shown struct{ Items []api.TicketDevice }
	c.get(path+ticket.Position.String(), &shown)
	require.Empty(t, shown.Items, "a contact without a device: no card")

	w := c.ask("POST", "/api/v1/assignments", `{"rows": [{"asset": "`+s.Asset.ID.String()+`", "contact": "`+s.Suggested.Contact.ID.String()+`", "expected_version": 0}]}`)
	require.Equal(t, 200, w.Code, w.Body)
	var assigned struct{ Position string }
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &assigned))
	c.get(path+assigned.Position, &shown)
	require.Len(t, shown.Items, 1)
	d := shown.Items[0]
	require.Equal(t, s.Asset, d.Asset)
	require.Equal(t, s.Category, d.Type)
	require.Contains(t, []string{"online", "offline"}, d.Connectivity)
	require.NotNil(t, d.AsOf)
	require.False(t, d.Stale)

	connections, err := c.demo.App.Services().Connections.List(t.Context(), api.Scope{Tenant: c.demo.Tenant}, api.List{Limit: 1, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	conn := connections.Data.Items[0]
	patched := c.command("PATCH", "/api/v1/connections/"+conn.ID.String(), `{"dashboard_domain": "https://Portal.MSP.example/"}`)
	var asset api.Asset
	c.get("/api/v1/assets/"+s.Asset.ID.String(), &asset)
	c.get(path+patched.Position.String(), &shown)
	require.Equal(t, connection.DashboardURL(conn.Region, "portal.msp.example", conn.BaseURL, asset.Device.ID), shown.Items[0].DashboardURL)
	require.Regexp(t, `^https://portal\.msp\.example/#/deviceDashboard/\d+/overview$`, shown.Items[0].DashboardURL)
	require.WithinDuration(t, time.Now(), *d.AsOf, time.Hour)
}

// A new demo has a ticket whose contact has devices, and leaves most to be decided.
func TestTIC_01_TheDemoShowsDevicesOnATicket(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	_, before := suggestions(t, d, api.AssociationFilter{})
	require.NoError(t, d.Assign(t.Context()))
	_, after := suggestions(t, d, api.AssociationFilter{})
	require.Less(t, after["high"], before["high"])
	require.Greater(t, after["high"], before["high"]/2)

	tickets, err := d.App.Services().Tickets.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.TicketFilter{}, api.List{Limit: 500, Sort: api.Sort{By: "number"}})
	require.NoError(t, err)
	shown := 0
	for _, ticket := range tickets.Data.Items {
		devices, err := d.App.Services().TicketDevices.Of(t.Context(), api.Scope{Tenant: d.Tenant}, ticket.ID)
		require.NoError(t, err)
		shown += len(devices.Data)
	}
	require.Positive(t, shown)
}
