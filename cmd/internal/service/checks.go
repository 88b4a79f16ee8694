package service

import (
	"context"
	"slices"
	"strings"

	"coresync/adapters/ninjaone"
	"coresync/domain"
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
	return s.live(ctx, scope.Tenant, id, client)
}

var errNeedsSignIn = &domain.Error{Code: domain.CodeConflict, Reason: "needs_sign_in",
	Message: "A person has to sign in at NinjaOne to try these: save them, then press Connect NinjaOne. Client credentials can be tried at once."}

// Try implements api.Connections.
func (s connections) Try(ctx context.Context, d api.ConnectionDraft) ([]api.Check, error) {
	settings, err := drafted(d)
	if err != nil {
		return nil, err
	}
	if ninjaone.Grant(settings.Grant) != ninjaone.ClientCredentials {
		return nil, errNeedsSignIn
	}
	client, err := s.port.TryClient(settings, string(d.ClientSecret))
	if err != nil {
		return nil, conflicts(err)
	}
	defer client.Close()
	return live(ctx, client), nil
}

// live makes the checks that NinjaOne answers, and notes where it took who asked.
func (s connections) live(ctx context.Context, tenant, id uuid.UUID, client *ninjaone.Client) ([]api.Check, error) {
	checks := live(ctx, client)
	if slices.ContainsFunc(checks, failed) {
		return checks, nil
	}
	return checks, s.port.SetTried(ctx, tenant, id)
}

func failed(c api.Check) bool { return c.Outcome == "failed" }

func live(ctx context.Context, client *ninjaone.Client) []api.Check {
	var checks []api.Check
	for _, c := range client.Test(ctx).Checks {
		outcome := string(c.Status)
		if c.Status == ninjaone.CheckPassed {
			outcome = "ok"
		}
		message := c.Detail
		if c.Hint != "" && !strings.Contains(message, c.Hint) {
			message += " " + c.Hint
		}
		checks = append(checks, api.Check{Name: string(c.Name), Outcome: outcome, Message: message})
	}
	return checks
}

// Checks implements api.Connections: whether it is connected (TRB-01), what NinjaOne
// answers now (TRB-02 to TRB-04), how the syncs fare, whether organizations are
// matched (TRB-05), and which devices want a look.
func (s connections) Checks(ctx context.Context, scope api.Scope, id uuid.UUID) ([]api.Check, error) {
	found, err := s.Get(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	client, err := s.port.Client(ctx, scope.Tenant, id)
	if err != nil {
		return nil, conflicts(err)
	}
	defer client.Close()
	connected := api.Check{Name: "connected", Outcome: "ok", Message: "The connection is authorised."}
	checks, err := s.live(ctx, scope.Tenant, id, client)
	if err != nil {
		return nil, err
	}
	if lacking := found.Data.State == "not_connected"; lacking && (found.Data.Message != notTried || slices.ContainsFunc(checks, failed)) {
		connected.Outcome, connected.Message = "failed", found.Data.Message
	}
	checks = append([]api.Check{connected}, checks...)
	if !slices.ContainsFunc(checks, failed) {
		checks = append(checks, pending(ctx, client))
	}
	syncs, err := health{connections: s, tenant: scope.Tenant, of: found.Data, now: s.now()}.checks(ctx)
	return append(checks, syncs...), err
}
