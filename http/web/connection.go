package web

import (
	"net/http"
	"net/url"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// connectionPages are the pages of one connection (screen 5.3).
func (s *Site) connectionPages() []Route {
	has, manage := s.Services.Connections != nil, permission.IntegrationsManage
	const path = "/settings/integrations/ninjaone/{connection}"
	return []Route{
		{"page.connection", get, path, permission.IntegrationsView, has, s.showConnection},
		{"page.connection.runs.export", get, path + "/runs/export", permission.IntegrationsView, has && s.Services.Exports != nil, s.exportHere(api.TableRuns)},
		{"page.connection.save", post, path, manage, has, s.saveConnection},
		{"page.connection.connect", post, path + "/connect", manage, has, s.connect},
		{"page.connection.test", post, path + "/test", manage, has, s.testConnection},
		{"page.connection.checks", post, path + "/checks", manage, has, s.runChecks},
		{"page.connection.schedule", post, path + "/schedule", manage, has, s.saveSchedule},
		{"page.connection.limits", post, path + "/limits", manage, has, s.saveLimits},
		{"page.connection.sync", post, path + "/sync", manage, has, s.syncNow},
		{"page.connection.remove", post, path + "/disconnect", manage, has, s.disconnect},
	}
}

// connectionView is what the page of a connection shows.
type connectionView struct {
	api.Connection
	Runs     []api.Run
	Counts   api.OrganizationCounts
	Checks   []api.Check // nil: not run
	Settings api.ConnectionDraft
	Faults   faults
	Callback string
	People   map[string]int64 // devices by the state of their contact
	Offers   api.ContactOfferCounts
	Open     bool                    // the settings are unfolded
	Ending   *ending                 // a wish to disconnect that was not carried out
	Policies []api.ReplacementPolicy // the defaults of all categories, then those of customers
	Privacy  *api.LastUserRules      // nil: not offered
	Safety   safetyView
}

// held is the run that waits for a person, if the newest does.
func (c *connectionView) held() *api.Run {
	if len(c.Runs) > 0 && c.Runs[0].State == "held" {
		return &c.Runs[0]
	}
	return nil
}

func heldSentence(run api.Run) string {
	if run.Preview {
		return "A preview waits. Until it is applied or discarded, no other run begins."
	}
	return "A run is held and waits for you: " + run.Message
}

// limited are the categories with a policy.
func (c *connectionView) limited() []api.ReplacementPolicy {
	var found []api.ReplacementPolicy
	for _, p := range c.Policies {
		if p.Customer == nil && p.EndOfLife != "" {
			found = append(found, p)
		}
	}
	return found
}

func (s *Site) showConnection(r *Request) error {
	return s.connectionPage(r, http.StatusOK, func(*connectionView) error { return nil })
}

// connectionHere is the connection that a page's address names.
func (s *Site) connectionHere(r *Request) (api.Connection, error) {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return api.Connection{}, err
	}
	found, err := s.Services.Connections.Get(r.Context(), r.scope(), id)
	if err == nil && found.Data.EndedAt != nil { // nothing of it can be changed
		err = domain.NotFound("connection")
	}
	return found.Data, err
}

// connectionPage shows the page, with what more there is to say.
func (s *Site) connectionPage(r *Request, status int, more func(c *connectionView) error) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	c, err := s.loadConnection(r, id)
	if err == nil {
		err = more(c)
	}
	if err != nil {
		return err
	}
	if c.EndedAt != nil {
		return r.pageWith(status, c.Name, "integrations", func(v *view) page { return endedPage(v, c) })
	}
	if c.Grant == "authorization_code" {
		r.hosts = append(r.hosts, ninjaOrigin(c.Connection))
	}
	return r.pageWith(status, c.Name, "integrations", func(v *view) page { return connectionPage(v, c) })
}

func (s *Site) loadConnection(r *Request, id uuid.UUID) (*connectionView, error) {
	found, err := s.Services.Connections.Get(r.Context(), r.then(), id)
	if err != nil {
		return nil, err
	}
	c := &connectionView{Connection: found.Data, Callback: s.callback(r), Open: r.FormValue("settings") != ""}
	c.Settings = api.ConnectionDraft{
		Name: c.Name, Region: c.Region, BaseURL: c.BaseURL, ClientID: c.ClientID, DashboardDomain: c.DashboardDomain, Grant: c.Grant,
	}
	then := r.then()
	counted := beside(func() error { // takes as long as all the rest
		if s.Services.Associations == nil || !r.may(permission.ContactsManage) {
			return nil
		}
		people, err := s.Services.Associations.Counts(r.Context(), then, id)
		c.People = people.Data
		return err
	})
	err = s.completeConnection(r, c, found.Rules)
	if slow := counted(); err == nil {
		err = slow
	}
	return c, err
}

// completeConnection fills what the page shows of a connection beside itself; rules are those in force.
func (s *Site) completeConnection(r *Request, c *connectionView, rules string) (err error) {
	if s.Services.Replacements != nil {
		policies, err := s.Services.Replacements.Policies(r.Context(), r.then(), uuid.Nil)
		if err != nil {
			return err
		}
		c.Policies = policies.Data.Items
	}
	if c.Privacy, err = s.lastUserRules(r); err != nil {
		return err
	}
	if c.EndedAt == nil {
		if c.Safety, err = s.safety(r, c.Connection); err != nil {
			return err
		}
		c.Safety.Live = rules
	}
	if s.Services.Runs != nil {
		runs, err := s.Services.Runs.List(r.Context(), r.then(), api.RunFilter{Connection: c.ID, Bare: true}, api.List{Limit: 5})
		if err != nil {
			return err
		}
		c.Runs = runs.Data.Items
	}
	if s.Services.Organizations != nil {
		orgs, err := s.Services.Organizations.Counts(r.Context(), r.then(), c.ID)
		if err != nil {
			return err
		}
		c.Counts = orgs.Data
	}
	c.Offers, err = s.countOffers(r, api.ContactOfferFilter{Connection: c.ID})
	return err
}

// ninjaOrigin is where the sign-in of a connection leads.
func ninjaOrigin(c api.Connection) string {
	if host := regionHost(c.Region); host != "" {
		return "https://" + host
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func (s *Site) saveConnection(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	draft := api.ConnectionDraft{
		Name: r.field("name"), Region: r.field("region"), BaseURL: r.field("base_url"), ClientID: r.field("client_id"), DashboardDomain: r.field("dashboard_domain"),
	}
	patch := api.ConnectionPatch{Name: &draft.Name, Region: &draft.Region, ClientID: &draft.ClientID, DashboardDomain: &draft.DashboardDomain}
	if draft.BaseURL != "" {
		patch.BaseURL = &draft.BaseURL
	}
	if secret := api.Secret(r.PostFormValue("client_secret")); secret != "" {
		patch.ClientSecret = &secret
	}
	done, err := s.Services.Connections.Update(r.Context(), r.command(), id, patch)
	if err == nil {
		if err := s.await(r, done); err != nil {
			return err
		}
		return r.done(r.back(ConnectionPath(id)), "The settings were saved.")
	}
	f := faultsOf(err)
	if f == nil {
		return err
	}
	return s.connectionPage(r, http.StatusUnprocessableEntity, func(c *connectionView) error {
		draft.Grant = c.Grant
		c.Settings, c.Faults = draft, f
		return nil
	})
}

// connect sends the browser to NinjaOne (SET-10, SET-11).
func (s *Site) connect(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	address, err := s.Services.Connections.Connect(r.Context(), r.command(), id)
	if err != nil {
		return err
	}
	return r.to(address)
}

func (s *Site) runChecks(r *Request) error {
	return s.connectionPage(r, http.StatusOK, func(c *connectionView) (err error) {
		c.Checks, err = s.Services.Connections.Checks(r.Context(), r.scope(), c.ID)
		return err
	})
}

// testConnection connects by client credentials: a token and one small answer, told
// line by line.
func (s *Site) testConnection(r *Request) error {
	return s.connectionPage(r, http.StatusOK, func(c *connectionView) (err error) {
		if c.Checks, err = s.Services.Connections.Test(r.Context(), r.scope(), c.ID); err != nil {
			return err
		}
		found, err := s.Services.Connections.Get(r.Context(), r.scope(), c.ID)
		c.Connection = found.Data
		return err
	})
}

// grantWord says how a connection signs in (SET-05).
func grantWord(grant string) string {
	if grant == "client_credentials" {
		return "connects by client credentials, machine to machine"
	}
	return "connects by a person's sign-in at NinjaOne"
}

// grantSentence is the same as a sentence.
func grantSentence(grant string) string { return "This connection " + grantWord(grant) + "." }

// dashboardHost is where links to devices lead (SET-09).
func dashboardHost(c api.Connection) string {
	if c.DashboardDomain != "" {
		return c.DashboardDomain
	}
	if host := regionHost(c.Region); host != "" {
		return host
	}
	return c.BaseURL
}

// syncNow starts a run, or leads to the one that is going on (SYN-01, SYN-02).
func (s *Site) syncNow(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	started, err := s.Services.Connections.Sync(r.Context(), r.command(), id, r.field("preview") != "")
	if err != nil {
		return err
	}
	if started.Joined {
		return r.done(r.back(runPath(started.Run)), joinedWords(started))
	}
	return r.to(r.back(runPath(started.Run)))
}
