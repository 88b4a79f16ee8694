package service

import (
	"context"
	"slices"
	"strings"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
	"coresync/domain"
	"coresync/domain/connection"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/google/uuid"
)

// Configure implements api.AccessConnectors (C1C-12, C1G-04). A connection that is there
// keeps its name and how it signs in; what was never synced begins with a whole sync.
func (s accessConnectors) Configure(ctx context.Context, c api.Command, id uuid.UUID, d api.ConnectorConfigurationDraft) (api.Written, error) {
	now, err := s.Get(ctx, api.Scope{Tenant: c.Tenant}, id)
	if err != nil {
		return api.Written{}, err
	}
	provisioning, faults := checkConfiguration(now.Data, d)
	region, simulator, known := connection.RegionOf(d.BaseURL)
	if !known {
		faults = append(faults, domain.Fault{Pointer: "/base_url", Code: "unknown", Message: "is no address of NinjaOne; take " + addresses()})
	}
	if err := domain.Invalid(faults); err != nil {
		return api.Written{}, err
	}
	settings := connection.Settings{Name: now.Data.Connection.Name, Region: region, BaseURL: simulator, Grant: "client_credentials", ClientID: d.ClientID}
	if now.Data.Configuration != nil {
		was, err := s.connections.Get(ctx, api.Scope{Tenant: c.Tenant}, id)
		if err != nil {
			return api.Written{}, err
		}
		settings.Grant, settings.DashboardDomain = was.Data.Grant, was.Data.DashboardDomain
	}
	done, err := s.connections.save(ctx, c, id, decide.AnyVersion, settings, string(d.ClientSecret))
	if err != nil {
		return done, err
	}
	if provisioning != now.Data.Provisioning {
		set := c
		set.AppendID, set.Expected = following(c.AppendID, "settings"), nil
		if done, err = s.Set(ctx, set, id, api.AccessConnectorDraft{
			Matching: now.Data.Matching, Provisioning: provisioning, Approval: now.Data.Approval, Frequency: now.Data.Frequency,
		}); err != nil {
			return done, err
		}
	}
	return done, s.begin(ctx, c.Tenant, id)
}

// following is the id of an append that follows another of the same command.
func following(id uuid.UUID, what string) uuid.UUID {
	if id == uuid.Nil {
		return id
	}
	return uuid.NewSHA1(id, []byte(what))
}

// checkConfiguration reads what is typed: which scopes are asked for decides whether
// anything may be changed (C1A-07 to C1A-11).
func checkConfiguration(now api.AccessConnector, d api.ConnectorConfigurationDraft) (provisioning bool, faults []domain.Fault) {
	scopes := strings.FieldsFunc(strings.ToLower(d.Scope), func(r rune) bool { return r == ' ' || r == ',' || r == '+' })
	slices.Sort(scopes)
	switch scopes = slices.Compact(scopes); {
	case slices.Equal(scopes, []string{ninjaone.ScopeManagement, ninjaone.ScopeMonitoring}):
	case slices.Equal(scopes, []string{ninjaone.ScopeControl, ninjaone.ScopeManagement, ninjaone.ScopeMonitoring}):
		provisioning = true
	default:
		faults = append(faults, domain.Fault{Pointer: "/scope", Code: "unknown",
			Message: "choose “monitoring management” to read, or “monitoring management control” to change accounts and roles, too"})
	}
	if now.Configuration == nil && d.ClientSecret == "" {
		faults = append(faults, domain.Fault{Pointer: "/client_secret", Code: "required", Message: "is missing"})
	}
	if strings.TrimSpace(d.ClientID) == "" {
		faults = append(faults, domain.Fault{Pointer: "/client_id", Code: "required", Message: "is missing"})
	}
	return provisioning, faults
}

// addresses are those of NinjaOne, for a message.
func addresses() string {
	var all []string
	for _, region := range connection.Regions() {
		all = append(all, "https://"+connection.Host(region))
	}
	return strings.Join(all, ", ")
}

// begin begins to read: access alone, or, of a connection that never synced, everything.
func (s accessConnectors) begin(ctx context.Context, tenant, id uuid.UUID) error {
	complete, err := s.poller.Runs(ctx, tenant, poller.RunFilter{Connection: id, State: poller.StateCompleted, Limit: 1})
	if err != nil || len(complete) > 0 {
		if err == nil {
			err = s.port.ReadAccessSoon(ctx, tenant, id)
		}
		return err
	}
	ready, err := s.connections.port.Authorised(ctx, tenant, id)
	if err != nil || !ready {
		return err // a sign-in is still to come, which begins it
	}
	_, _, err = s.connections.port.StartSync(ctx, poller.Request{Tenant: tenant, Connection: id, Trigger: poller.TriggerManual})
	return err
}
