package app

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"coresync/adapters/jobs"
	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
	"coresync/adapters/postgres"
	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/domain/schedule"
	"coresync/eventstore"
	"coresync/eventstore/decide"

	"github.com/google/uuid"
)

// provisioner is who carries requests out, in the log.
const provisioner = "provisioner"

var requestDecider = decide.Decider[rule.Request, any]{Evolve: rule.EvolveRequest, Decide: rule.DecideRequest}

// giveUp is how long a request is tried against a NinjaOne that does not answer.
const giveUp = 24 * time.Hour

// Provision implements service.ProvisionPort.
func (a *App) Provision(ctx context.Context, tenant, request uuid.UUID) error {
	_, err := a.Jobs.Start(ctx, jobs.Work{Tenant: tenant, Kind: workProvision, ID: request})
	return err
}

// stepProvision carries a request on by one step (C1P-03 to C1P-05): it says that it
// begins, changes NinjaOne, says how that went, and takes an expired grant back. Each of
// them is an event, so that after a crash anybody goes on where it was; what may have
// been sent already is looked for in NinjaOne first.
func (a *App) stepProvision(ctx context.Context, w jobs.Work) (done bool, next time.Time, err error) {
	return a.stepProvisionAt(ctx, w, time.Now())
}

// stepProvisionAt holds the request's lock: a worker and a command that carry on the same
// request would else both send it, and the one that NinjaOne refuses could say it failed.
func (a *App) stepProvisionAt(ctx context.Context, w jobs.Work, now time.Time) (done bool, next time.Time, err error) {
	release, err := postgres.Lock(ctx, a.db.engine, w.String()+" of "+w.Tenant.String())
	if err != nil {
		return false, time.Time{}, err
	}
	defer release()
	r, started, err := a.request(ctx, w.Tenant, w.ID)
	if err != nil || r.Asked == nil {
		return err == nil, time.Time{}, err
	}
	switch r.Status {
	case rule.Approved:
		if made, err := a.made(ctx, w.Tenant, r.Asked); err != nil || !made {
			return false, now.Add(soon), err
		}
		return false, time.Time{}, a.requestGoes(ctx, w, rule.Start{})
	case rule.Running, rule.Revoking:
		err := a.carryOut(ctx, w, r)
		if err != nil && now.Sub(started) > giveUp {
			err = a.requestGoes(ctx, w, rule.Fail{Reason: "gave_up", Message: "NinjaOne did not answer for a day: " + err.Error()})
		}
		return false, time.Time{}, err
	case rule.Done:
		if r.Asked.ExpiresAt == nil {
			return true, time.Time{}, nil
		}
		if now.Before(*r.Asked.ExpiresAt) {
			return false, *r.Asked.ExpiresAt, nil
		}
		return false, time.Time{}, a.requestGoes(ctx, w, rule.Expire{Now: now})
	}
	return true, time.Time{}, nil
}

// soon is when a request that waits for another looks again.
const soon = 2 * time.Second

// made tells whether the request that makes the account came to an end, and notes its id:
// without one, nothing was made.
func (a *App) made(ctx context.Context, tenant uuid.UUID, q *event.AccessRequested) (bool, error) {
	if q.Action != event.AccessDelete || q.Of == nil || q.UserID != 0 {
		return true, nil
	}
	r, _, err := a.request(ctx, tenant, *q.Of)
	if err != nil || r.Status.Open() {
		return false, err
	}
	if r.Done != nil {
		q.UserID = r.Done.UserID
	}
	return true, nil
}

// request loads a request, opened, and when the step that it is at began.
func (a *App) request(ctx context.Context, tenant, id uuid.UUID) (r rule.Request, at time.Time, err error) {
	err = a.Store.Read(ctx, tenant, eventstore.Query{Streams: []string{event.AccessRequestStream(id)}}, func(e event.Recorded) error {
		payload, err := a.Store.Registry().Decode(e)
		if err == nil {
			err = a.Vault.Open(ctx, tenant, []uuid.UUID{e.ID}, []event.Payload{payload})
		}
		r, at = rule.EvolveRequest(r, payload), e.RecordedAt
		return err
	})
	return r, at, err
}

func (a *App) requestGoes(ctx context.Context, w jobs.Work, command any) error {
	_, err := decide.Handle(ctx, a.Store, requestDecider, decide.Request[any]{
		Tenant: w.Tenant, Stream: event.AccessRequestStream(w.ID), Actor: provisioner, Command: command,
		Version: decide.AnyVersion, Correlation: w.ID,
	})
	return err
}

// carryOut makes NinjaOne as the request asks, or takes an expired grant back. An error is
// one that may pass; what will not ends the request.
func (a *App) carryOut(ctx context.Context, w jobs.Work, r rule.Request) error {
	if _, err := a.made(ctx, w.Tenant, r.Asked); err != nil {
		return err
	}
	client, err := a.provisioningClient(ctx, w.Tenant, r.Asked.Connection)
	if err != nil {
		return err
	}
	action := r.Asked.Action
	if r.Status == rule.Revoking {
		action = event.AccessRemoveMember
	}
	user, already, err := provision(ctx, client, action, r.Asked)
	var refused *refusal
	kind := ninjaone.KindOf(err)
	switch {
	case errors.As(err, &refused):
		err = a.requestGoes(ctx, w, rule.Fail{Reason: refused.reason, Message: refused.message})
	case err != nil && (kind == "" || kind.Temporary()):
		return err
	case err != nil:
		err = a.requestGoes(ctx, w, rule.Fail{Reason: string(kind), Message: explainRefusal(err)})
	case r.Status == rule.Revoking:
		err = a.requestGoes(ctx, w, rule.Revoke{AlreadySo: already})
	default:
		err = a.requestGoes(ctx, w, rule.Finish{UserID: user, AlreadySo: already})
	}
	if err != nil {
		return err
	}
	return a.ReadAccessSoon(ctx, w.Tenant, r.Asked.Connection)
}

// provisioningClient is a client that asks for the scopes of changes, which no other does
// (C1A-09 to C1A-11).
func (a *App) provisioningClient(ctx context.Context, tenant, connection uuid.UUID) (*ninjaone.Client, error) {
	return a.clientFor(ctx, tenant, connection, clientWants{
		tokens: tokenStore{a, tenant, connection},
		scopes: []string{ninjaone.ScopeMonitoring, ninjaone.ScopeManagement, ninjaone.ScopeControl},
	})
}

// refusal is what this program refuses after a look at NinjaOne as it is now.
type refusal struct{ reason, message string }

func (r *refusal) Error() string { return r.message }

// explainRefusal is what a person can do about a refusal of NinjaOne.
func explainRefusal(err error) string {
	text := err.Error()
	if strings.Contains(strings.ToLower(text), "scim") {
		return "SCIM manages this account, so NinjaOne refuses to change it. Change it in your identity provider, or switch SCIM off in NinjaOne. " + text
	}
	return text
}

// ReadAccessSoon implements service.ProvisionPort.
func (a *App) ReadAccessSoon(ctx context.Context, tenant, connection uuid.UUID) error {
	_, _, err := a.StartAccessSync(ctx, tenant, connection)
	return err
}

// ScheduleAccess implements service.ProvisionPort.
func (a *App) ScheduleAccess(ctx context.Context, tenant, connection uuid.UUID, frequency string) error {
	return a.setAccessSchedule(ctx, tenant, connection, schedule.Every(frequency), time.Now())
}

// AccessStatus implements service.ProvisionPort.
func (a *App) AccessStatus(ctx context.Context, tenant, connection uuid.UUID) (reading bool, err error) {
	for _, access := range []bool{true, false} {
		open, err := a.Poller.Runs(ctx, tenant, poller.RunFilter{Connection: connection, State: poller.StateRunning, Access: access, Limit: 1})
		if err != nil || len(open) > 0 {
			return len(open) > 0, err
		}
	}
	return false, nil
}

// RunProvision carries a request on in this process, as far as it goes at a time.
func (a *App) RunProvision(ctx context.Context, tenant, request uuid.UUID, now time.Time) error {
	for {
		done, next, err := a.stepProvisionAt(ctx, jobs.Work{Tenant: tenant, Kind: workProvision, ID: request}, now)
		if err != nil || done || !next.IsZero() {
			return err
		}
	}
}

// provision looks at NinjaOne as it is and changes what is not as asked yet. It tells the
// id of an account that was created, and whether nothing had to be sent.
func provision(ctx context.Context, c *ninjaone.Client, action string, q *event.AccessRequested) (user int64, already bool, err error) {
	switch action {
	case event.AccessAddMember, event.AccessRemoveMember:
		already, err = provisionMember(ctx, c, action == event.AccessAddMember, q)
		return 0, already, err
	case event.AccessCreate:
		return provisionAll(ctx, c, q)
	case event.AccessDelete:
		already, err = deprovision(ctx, c, q)
		return 0, already, err
	}
	return 0, false, &refusal{"unknown_action", "This program does not know the action " + action + ". Upgrade it."}
}

func provisionMember(ctx context.Context, c *ninjaone.Client, member bool, q *event.AccessRequested) (already bool, err error) {
	page, err := c.UserRoles(ctx, "")
	if err != nil {
		return false, err
	}
	at := slices.IndexFunc(page.Rows, func(r ninjaone.Row) bool { return r.ID == q.RoleID })
	if at < 0 {
		return !member, orNil(member, &refusal{"role_gone", "NinjaOne has no role " + strconv.FormatInt(q.RoleID, 10) + " any more."})
	}
	is, err := hasMember(page.Rows[at].Raw, q.UserID)
	if err != nil || is == member {
		return err == nil, err
	}
	if member {
		return false, c.AddRoleMembers(ctx, q.RoleID, q.UserID)
	}
	return false, c.RemoveRoleMembers(ctx, q.RoleID, q.UserID)
}

func orNil(is bool, err error) error {
	if is {
		return err
	}
	return nil
}

// provisionAll makes an account and gives it its roles. The account that is there already
// may be one that was made before a crash.
func provisionAll(ctx context.Context, c *ninjaone.Client, q *event.AccessRequested) (user int64, already bool, err error) {
	user, already, err = provisionAccount(ctx, c, q)
	for _, role := range q.Roles {
		if err != nil {
			return user, false, err
		}
		given := *q
		given.UserID, given.RoleID = user, role
		had := false
		had, err = provisionMember(ctx, c, true, &given)
		already = already && had
		var refused *refusal
		if errors.As(err, &refused) {
			refused.message = "The account was made, as user " + strconv.FormatInt(user, 10) + ". " + refused.message
		}
	}
	return user, already, err
}

func provisionAccount(ctx context.Context, c *ninjaone.Client, q *event.AccessRequested) (user int64, already bool, err error) {
	users, err := ninjaUsers(ctx, c)
	if err != nil {
		return 0, false, err
	}
	for _, u := range users {
		if strings.EqualFold(u.Email, q.Email.Text()) {
			return u.ID, true, nil
		}
	}
	if q.Email.Erased() || q.Email.Text() == "" {
		return 0, false, &refusal{"erased", "The person of this request was erased."}
	}
	var made ninjaone.CreatedAccount
	if q.Kind == "END_USER" {
		made, err = c.CreateEndUser(ctx, ninjaone.NewEndUser{
			FirstName: q.FirstName.Text(), LastName: q.LastName.Text(), Email: q.Email.Text(), Phone: q.Phone.Text(),
			OrganizationID: q.OrganizationID, FullPortalAccess: q.FullPortalAccess, SendInvitation: q.SendInvitation,
		})
	} else {
		made, err = c.CreateTechnician(ctx, ninjaone.NewTechnician{
			FirstName: q.FirstName.Text(), LastName: q.LastName.Text(), Email: q.Email.Text(), Phone: q.Phone.Text(),
		})
	}
	return made.ID, false, err
}

func deprovision(ctx context.Context, c *ninjaone.Client, q *event.AccessRequested) (already bool, err error) {
	users, err := ninjaUsers(ctx, c)
	if err != nil {
		return false, err
	}
	there, administrator, others := false, false, 0
	for _, u := range users {
		switch {
		case u.ID == q.UserID:
			there, administrator = true, u.Administrator
		case u.Administrator && u.Enabled:
			others++
		}
	}
	switch {
	case !there:
		return true, nil
	case administrator && others == 0:
		return false, &refusal{"last_administrator", "This is the last enabled System Administrator of this NinjaOne. Make another one first."}
	case q.Kind == "END_USER":
		return false, c.DeleteEndUser(ctx, q.UserID)
	}
	return false, c.DeleteTechnician(ctx, q.UserID)
}
