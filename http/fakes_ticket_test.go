package http

import (
	"context"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeTicketDevices has seven devices for ticket 61, and none for the others.
type fakeTicketDevices struct{}

func (fakeTicketDevices) Of(_ context.Context, _ api.Scope, ticket uuid.UUID) (api.Answer[[]api.TicketDevice], error) {
	if ticket == thing(9) {
		return api.Answer[[]api.TicketDevice]{}, domain.NotFound("ticket")
	}
	if ticket != thing(61) {
		return answerOf([]api.TicketDevice(nil)), nil
	}
	dashboard := "https://portal.msp.example/#/deviceDashboard/402/overview"
	synced := noon.Add(-12 * time.Minute)
	devices := []api.TicketDevice{
		{Asset: api.Ref{ID: thing(402), Name: "LAPTOP-1</script>"}, Type: "Workstation", Connectivity: "online", AsOf: &synced, LastContact: ago(3 * time.Minute), DashboardURL: dashboard},
		{Asset: api.Ref{ID: thing(403), Name: "LAPTOP-2"}, Type: "Mac", Connectivity: "offline", AsOf: &synced, LastContact: ago(9 * 24 * time.Hour), DashboardURL: dashboard},
		{Asset: api.Ref{ID: thing(404), Name: "LAPTOP-3"}, Type: "Mac", Connectivity: "online", Stale: true, AsOf: ago(72 * time.Hour), DashboardURL: dashboard},
		{Asset: api.Ref{ID: thing(405), Name: "LAPTOP-4"}, Type: "Mac", Connectivity: "offline", AsOf: &synced, MissingSince: &noon},
	}
	for i := range 3 {
		devices = append(devices, api.TicketDevice{Asset: api.Ref{ID: thing(410 + i), Name: fmt.Sprint("PHONE-", i)}, Type: "Mobile Device", Connectivity: "offline", AsOf: &synced, LastContact: ago(time.Hour)})
	}
	return answerOf(devices), nil
}
