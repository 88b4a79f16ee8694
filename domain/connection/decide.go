package connection

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"coresync/domain"
	"coresync/domain/change"
	"coresync/domain/event"
)

// Settings are those of a connection, as its newest event has them.
type Settings = event.ConnectionAdded

// State is what is known of one connection.
type State struct {
	Settings Settings
	Removed  bool
	// OwnLimits are those that a person set; nil: the default holds.
	OwnLimits *change.Limits
}

// Limits say how much one run may change without a person's look at it.
func (s State) Limits() change.Limits {
	if s.OwnLimits == nil {
		return change.DefaultLimits()
	}
	return *s.OwnLimits
}

// Exists tells whether there is a connection.
func (s State) Exists() bool { return s.Settings.ClientID != "" && !s.Removed }

// Evolve folds an event of a connection's stream into its state.
func Evolve(s State, p event.Payload) State {
	switch p := p.(type) {
	case *event.ConnectionAdded:
		return State{Settings: *p}
	case *event.ConnectionChanged:
		s.Settings, s.Removed = p.ConnectionAdded, false
	case *event.ConnectionRemoved:
		s.Removed = true
	case *event.SyncLimitsSet:
		s.OwnLimits = &change.Limits{Devices: p.Devices, Percent: p.Percent, Few: p.Few}
	}
	return s
}

// Save makes the settings what they are to be: added where there is no connection,
// changed where something differs (SET-06 to SET-09).
type Save struct{ Settings Settings }

// Remove ends a connection; assets is keep, mark or archive (GAP-01).
type Remove struct{ Assets string }

// Authorise notes that a person let the connection into NinjaOne (SET-12, REC-01).
type Authorise struct {
	Scopes     []string
	CanRefresh bool
	By         string
}

// Limit says how much one run may change without a person's look at it.
type Limit struct{ Limits change.Limits }

// Decide turns a Save, a Remove, an Authorise or a Limit into events. Errors: domain.CodeInvalid with all
// faults; domain.CodeNotFound for all but a Save where there is no connection.
func Decide(s State, command any) ([]event.Payload, error) {
	switch c := command.(type) {
	case Save:
		return s.save(c.Settings)
	case Remove:
		if !s.Exists() {
			return nil, domain.NotFound("connection")
		}
		if c.Assets != "keep" && c.Assets != "mark" && c.Assets != "archive" {
			return nil, domain.Invalid([]domain.Fault{{Pointer: "/assets", Code: "unknown", Message: "choose keep, mark or archive"}})
		}
		return []event.Payload{&event.ConnectionRemoved{Connection: s.Settings.Connection, Assets: c.Assets}}, nil
	case Authorise:
		if !s.Exists() {
			return nil, domain.NotFound("connection")
		}
		return []event.Payload{&event.ConnectionAuthorised{
			Connection: s.Settings.Connection, Grant: s.Settings.Grant, Scopes: c.Scopes, CanRefresh: c.CanRefresh, By: c.By,
		}}, nil
	case Limit:
		return s.limit(c.Limits)
	}
	return nil, &domain.Error{Code: domain.CodeInternal, Message: "unknown command"}
}

func (s State) limit(want change.Limits) ([]event.Payload, error) {
	if !s.Exists() {
		return nil, domain.NotFound("connection")
	}
	if err := want.Check(); err != nil {
		return nil, err
	}
	if want == s.Limits() {
		return nil, nil
	}
	return []event.Payload{&event.SyncLimitsSet{
		Connection: s.Settings.Connection, Devices: want.Devices, Percent: want.Percent, Few: want.Few,
	}}, nil
}

func (s State) save(want Settings) ([]event.Payload, error) {
	settings, faults := checked(want)
	if s.Exists() && settings.Region != s.Settings.Region {
		// Ids of another instance mean other devices: they get a connection of their own (REG-06).
		faults = append(faults, domain.Fault{Pointer: "/region", Code: "fixed",
			Message: "The region of a connection stays; add another connection for another instance."})
	}
	if err := domain.Invalid(faults); err != nil {
		return nil, err
	}
	switch {
	case !s.Exists():
		return []event.Payload{&settings}, nil
	case settings == s.Settings:
		return nil, nil
	}
	return []event.Payload{&event.ConnectionChanged{ConnectionAdded: settings}}, nil
}

// maxText bounds a name or an id.
const maxText = 200

// Check tells what is wrong with settings, all of it.
func Check(s Settings) []domain.Fault {
	_, faults := checked(s)
	return faults
}

// checked are settings as they are kept, and what is wrong with them.
func checked(s Settings) (Settings, []domain.Fault) {
	var faults []domain.Fault
	fault := func(member, code, message string) {
		faults = append(faults, domain.Fault{Pointer: "/" + member, Code: code, Message: message})
	}
	s.Name, s.ClientID = strings.TrimSpace(s.Name), strings.TrimSpace(s.ClientID)
	for _, text := range []struct{ member, value, missing string }{
		{"name", s.Name, "Give the connection a name, such as NinjaOne."},
		{"client_id", s.ClientID, "Enter the client ID that NinjaOne shows for the API client application."},
	} {
		switch {
		case text.value == "":
			fault(text.member, "required", text.missing)
		case len(text.value) > maxText || strings.ContainsFunc(text.value, unicode.IsControl):
			fault(text.member, "invalid", "This is too long, or has control characters.")
		}
	}
	if !knownRegion(s.Region) {
		fault("region", "unknown", "Choose one of "+strings.Join(Regions(), ", ")+".")
	}
	if (s.Region == Simulator) != (s.BaseURL != "") || s.BaseURL != "" && !loopback(s.BaseURL) {
		fault("base_url", "invalid", "The address belongs to the region Simulator alone, and names this machine, such as http://127.0.0.1:8090.")
	}
	if s.Grant != "client_credentials" && s.Grant != "authorization_code" {
		fault("grant", "unknown", "Choose client_credentials or authorization_code.")
	}
	host, err := DashboardDomain(s.DashboardDomain)
	if err != nil {
		fault("dashboard_domain", "invalid", "Write a host such as portal.example.com.")
	}
	s.DashboardDomain = host
	return s, faults
}

// loopback tells whether an address is of this machine.
func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
