package service

import (
	"context"
	"slices"
	"strings"

	"coresync/adapters/ninjaone"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// scopesFor are what is asked for: only what is needed (C1A-07 to C1A-11).
func scopesFor(provisioning bool) []string {
	scopes := []string{ninjaone.ScopeMonitoring, ninjaone.ScopeManagement}
	if provisioning {
		scopes = append(scopes, ninjaone.ScopeControl)
	}
	return scopes
}

// scopesGranted are those that a person granted who connected NinjaOne through the browser;
// none where nobody did, as with client credentials, which are asked for each time; as of a
// position of the log, or 0: now.
func (s access) scopesGranted(ctx context.Context, tenant, connection uuid.UUID, to int64) (granted []string, err error) {
	grant := ""
	err = s.log.Read(ctx, tenant, eventstore.Query{To: to, Streams: []string{event.ConnectionStream(connection)}}, func(e event.Recorded) error {
		payload, err := s.log.Registry().Decode(e)
		switch p := payload.(type) {
		case *event.ConnectionAdded:
			grant = p.Grant
		case *event.ConnectionChanged:
			grant = p.Grant
		case *event.ConnectionAuthorised:
			granted = p.Scopes
		}
		return err
	})
	if grant != string(ninjaone.AuthorizationCode) {
		granted = nil
	}
	return granted, err
}

// missingScopes are those that changes need and nobody granted.
func missingScopes(granted []string) []string {
	if len(granted) == 0 {
		return nil
	}
	return slices.DeleteFunc(scopesFor(true), func(scope string) bool { return slices.Contains(granted, scope) })
}

// mayChange refuses a change through a connection that was authorised for less.
func (s access) mayChange(ctx context.Context, tenant, connection uuid.UUID) error {
	granted, err := s.scopesGranted(ctx, tenant, connection, 0)
	if missing := missingScopes(granted); err == nil && len(missing) > 0 {
		err = &domain.Error{Code: domain.CodeConflict, Reason: "reconnect_needed",
			Message: "NinjaOne was connected without " + strings.Join(missing, " and ") + ", which changes of accounts and roles need. Connect it again on the page of the connector; NinjaOne then asks for it."}
	}
	return err
}
