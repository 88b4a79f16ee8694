package service

import (
	"context"

	"coresync/adapters/ninjaone"
	"coresync/http/api"

	"github.com/google/uuid"
)

// Test implements api.Connections: what NinjaOne answers now (TRB-01 to TRB-04).
func (s connections) Test(ctx context.Context, scope api.Scope, id uuid.UUID) ([]api.Check, error) {
	client, err := s.port.Client(ctx, scope.Tenant, id)
	if err != nil {
		return nil, conflicts(err)
	}
	defer client.Close()
	var checks []api.Check
	for _, c := range client.Test(ctx).Checks {
		outcome := string(c.Status)
		if c.Status == ninjaone.CheckPassed {
			outcome = "ok"
		}
		message := c.Detail
		if c.Hint != "" {
			message += " " + c.Hint
		}
		checks = append(checks, api.Check{Name: string(c.Name), Outcome: outcome, Message: message})
	}
	return checks, nil
}

// Checks implements api.Connections: the live checks, and what the last runs say.
func (s connections) Checks(ctx context.Context, scope api.Scope, id uuid.UUID) ([]api.Check, error) {
	checks, err := s.Test(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	found, err := s.Get(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	last := api.Check{Name: "last_sync", Outcome: "ok", Message: "The newest sync was complete."}
	switch c := found.Data; {
	case c.State == "error" || c.State == "reconnect_required":
		last.Outcome, last.Message = "failed", c.Message
	case c.LastSync == nil:
		last.Outcome, last.Message = "warning", "Nothing was synced yet. Start a sync."
	}
	return append(checks, last), nil
}
