package web

import (
	"strconv"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// lastUserPages are about whose last users are kept, and for how long (screen 5.3, GAP-07).
func (s *Site) lastUserPages() []Route {
	has := s.Services.Privacy != nil && s.Services.Connections != nil && s.Services.Customers != nil
	const path = "/settings/integrations/ninjaone/{connection}/privacy"
	return []Route{
		{"page.privacy", get, path, permission.IntegrationsView, has, func(r *Request) error { return s.showPrivacy(r, nil) }},
		{"page.privacy.keep", post, path, permission.IntegrationsManage, has, s.saveKeeping},
		{"page.privacy.forget", post, path + "/forget", permission.UsersManage, has, s.forgetLastUsers},
		{"page.privacy.retention", post, path + "/retention", permission.UsersManage, has, s.saveRetention},
	}
}

// privacyView is what the page of privacy shows.
type privacyView struct {
	Connection api.Connection
	Rules      api.LastUserRules
	Customers  []api.Customer
	Report     *api.PrivacyReport // nil: it is not for this person
	Of         *privacyScope      // whose devices are looked at
	Faults     faults
	Days       string // as typed
}

// lastUserRules are the rules on last users; nil: they are not offered.
func (s *Site) lastUserRules(r *Request) (*api.LastUserRules, error) {
	if s.Services.Privacy == nil {
		return nil, nil
	}
	found, err := s.Services.Privacy.LastUsers(r.Context(), r.then())
	return &found.Data, err
}

// privacyScope is a connection or customer with what not keeping its last users is about.
type privacyScope struct {
	api.LastUserScope
	Name   string
	Keep   string
	Effect api.KeepingEffect
}

func privacyPath(connection uuid.UUID) string { return ConnectionPath(connection) + "/privacy" }

// mostCustomers is how many customers can be chosen from.
const mostCustomers = 500

func (s *Site) showPrivacy(r *Request, f faults) error {
	p := &privacyView{Faults: f}
	var err error
	if p.Connection, err = s.connectionHere(r); err != nil {
		return err
	}
	rules, err := s.Services.Privacy.LastUsers(r.Context(), r.then())
	if err != nil {
		return err
	}
	p.Rules, p.Days = rules.Data, strconv.Itoa(rules.Data.RetentionDays)
	if r.may(permission.IntegrationsManage) && r.then().AsOf == nil {
		found, err := s.Services.Customers.List(r.Context(), r.scope(), api.CustomerFilter{}, api.List{Limit: mostCustomers, Uncounted: true, Sort: api.Sort{By: "name"}})
		if err != nil {
			return err
		}
		p.Customers = found.Data.Items
		if p.Of, err = s.lookedAt(r, p); err != nil {
			return err
		}
	}
	if r.may(permission.UsersManage) && r.then().AsOf == nil {
		report, err := s.Services.Privacy.Report(r.Context(), r.scope())
		if err != nil {
			return err
		}
		p.Report = &report
	}
	status := 200
	if len(f) > 0 {
		status, p.Days = 422, r.field("days")
	}
	return r.pageWith(status, "Privacy", "integrations", func(v *view) page { return privacyPage(v, p) })
}

// lookedAt is whose devices the address or the form names; nil: nobody's.
func (s *Site) lookedAt(r *Request, p *privacyView) (*privacyScope, error) {
	of := &privacyScope{Keep: api.KeepDefault}
	switch id, err := uuid.Parse(r.FormValue("customer")); {
	case err == nil:
		of.Customer = &id
		for _, c := range p.Customers {
			if c.ID == id {
				of.Name = c.Name
			}
		}
		for _, rule := range p.Rules.Customers {
			if *rule.Customer == id {
				of.Keep = rule.Keep
			}
		}
	case r.FormValue("of") == "connection":
		of.Connection, of.Name = &p.Connection.ID, p.Connection.Name
		for _, rule := range p.Rules.Connections {
			if *rule.Connection == p.Connection.ID {
				of.Keep = rule.Keep
			}
		}
	default:
		return nil, nil
	}
	var err error
	of.Effect, err = s.Services.Privacy.Effect(r.Context(), r.scope(), of.LastUserScope)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return nil, nil
	}
	return of, err
}

// keepingScope is whose devices a form is about.
func (r *Request) keepingScope(connection uuid.UUID) (of api.LastUserScope, back string) {
	if id, err := uuid.Parse(r.field("customer")); err == nil {
		return api.LastUserScope{Customer: &id}, privacyPath(connection) + "?customer=" + id.String()
	}
	if r.field("of") == "connection" {
		return api.LastUserScope{Connection: &connection}, privacyPath(connection) + "?of=connection"
	}
	return of, privacyPath(connection)
}

func (s *Site) saveKeeping(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	of, back := r.keepingScope(id)
	if r.field("preview") != "" {
		return r.to(back + "#effect")
	}
	done, err := s.Services.Privacy.SetKeeping(r.Context(), r.expecting(), api.KeepingDraft{LastUserScope: of, Keep: r.field("keep")})
	if f := faultsOf(err); f != nil {
		return s.showPrivacy(r, f)
	}
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	if r.field("keep") == api.KeepOff {
		return r.done(back+"#effect", "From the next sync on these last users are not recorded. What was recorded before stays until it is forgotten.")
	}
	return r.done(privacyPath(id), "The rule was saved. It holds from the next sync on.")
}

func (s *Site) forgetLastUsers(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	of, _ := r.keepingScope(id)
	if r.field("confirm") != "forget" {
		return s.showPrivacy(r, faults{"confirm": "Type forget to confirm."})
	}
	done, err := s.Services.Privacy.Forget(r.Context(), r.command(), api.Forgetting{LastUserScope: of, Everywhere: r.field("everywhere") != ""})
	if err == nil {
		err = s.await(r, done.Written)
	}
	if err != nil {
		return err
	}
	return r.done(privacyPath(id), plural(len(done.Erased), "last user was", "last users were")+" forgotten for good.")
}

func (s *Site) saveRetention(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(r.field("days"))
	if err != nil {
		return s.showPrivacy(r, faults{"days": "Type a number of days; 0 keeps last users for good."})
	}
	done, err := s.Services.Privacy.SetRetention(r.Context(), r.expecting(), api.RetentionDraft{Days: days})
	if f := faultsOf(err); f != nil {
		return s.showPrivacy(r, f)
	}
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.done(privacyPath(id), "The retention was saved. What is older is made unreadable within the hour.")
}

// keepTone shows whether last users are kept.
func keepTone(keep string) tone {
	switch keep {
	case api.KeepOn:
		return tone{"Kept", "user", "green"}
	case api.KeepOff:
		return tone{"Not kept", "shield-lock", "blue"}
	}
	return tone{"As the connection", "plug-connected", "secondary"}
}

// retentionWord says for how long last users can be read.
func retentionWord(days int) string {
	if days == 0 {
		return "for good"
	}
	return plural(days, "day", "days")
}

// actWord says what ended personal data.
func actWord(what string) string {
	return map[string]string{"person": "A person was erased", "last_users": "Last users were forgotten", "expiry": "Last users expired"}[what]
}

// keepOf is the rule of the connection that the page is about.
func (p *privacyView) keepOf() string {
	for _, rule := range p.Rules.Connections {
		if *rule.Connection == p.Connection.ID {
			return rule.Keep
		}
	}
	return api.KeepOn
}
