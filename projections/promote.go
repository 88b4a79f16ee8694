package projections

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"coresync/domain"

	"github.com/google/uuid"
)

// What bounds a promotion: the events that a candidate may lack when the live one is
// held up for it, how long it may then take, and how long it may take to come so near.
const (
	closeBehind = 2000
	swapLimit   = 2 * time.Second
	nearLimit   = 30 * time.Second
)

// MostDiffering is the share of a table's rows that a candidate may differ in and
// still be promoted without having been accepted.
const MostDiffering = 0.10

// Promotion says what to make live.
type Promotion struct {
	// Models are made live together, in one release; empty: all that have a candidate.
	Models []string
	// Tenant is whose; zero: all tenants that have a candidate.
	Tenant uuid.UUID
	// Accept takes a candidate that differs in more than MostDiffering of its rows.
	Accept bool
}

// Release is what was made live for a tenant.
type Release struct {
	Tenant      uuid.UUID
	Release     int64
	Generations []Generation // that are new in it
}

// Promote makes candidates live: it lets them apply what is live and they lack, and
// names them in a new release of the tenant. Appends and queries go on all the while.
// What was live before follows the log for a day, so that Rollback can go back.
//
// Errors: domain.CodeConflict where there is no candidate, where it differs in more
// rows than is accepted, or has a blocked row that the live one has not;
// domain.CodeUnavailable where it could not catch up in time.
func (e *Engine) Promote(ctx context.Context, p Promotion) ([]Release, error) {
	return e.swapAll(ctx, p, candidate)
}

// Rollback makes live again what was live before the newest promotion; that one is a
// candidate then. Errors as of Promote.
func (e *Engine) Rollback(ctx context.Context, p Promotion) ([]Release, error) {
	p.Accept = true // it was live
	return e.swapAll(ctx, p, former)
}

// swapAll swaps what is live with what is kept in a role, tenant by tenant.
func (e *Engine) swapAll(ctx context.Context, p Promotion, role string) (done []Release, err error) {
	kept, err := e.swappable(ctx, p, role)
	if err != nil {
		return nil, err
	}
	x := &exchange{engine: e, role: role, sessions: make(map[string]*session)}
	defer x.end()
	if err := x.begin(ctx, kept); err != nil {
		return nil, err
	}
	if !p.Accept {
		if err := x.accepted(ctx, kept); err != nil {
			return nil, err
		}
	}
	for len(kept) > 0 {
		n := 1
		for n < len(kept) && kept[n].Tenant == kept[0].Tenant {
			n++
		}
		release, err := x.swap(ctx, kept[:n])
		if err != nil {
			return done, err
		}
		done, kept = append(done, release), kept[n:]
	}
	return done, x.settle(ctx)
}

// swappable lists what may be swapped, in order of tenants.
func (e *Engine) swappable(ctx context.Context, p Promotion, role string) ([]Kept, error) {
	for _, name := range p.Models {
		if _, err := e.model(name); err != nil {
			return nil, err
		}
	}
	all, err := e.kept(ctx, `role = $1 and ($2::uuid = $3::uuid or tenant_id = $2) and exists (select from projection.rebuilds x
		where x.id = kept.rebuild and x.state in ('ready', 'live'))`, role, p.Tenant, uuid.Nil)
	if err != nil {
		return nil, err
	}
	var kept []Kept
	for _, k := range all {
		if l, err := e.model(k.Model); err == nil && (len(p.Models) == 0 || slices.Contains(p.Models, k.Model)) {
			if k.Shape != l.model.Shape {
				return nil, ofAnotherProgram(k, l.model.Shape)
			}
			kept = append(kept, k)
		}
	}
	for _, name := range p.Models {
		if !slices.ContainsFunc(kept, func(k Kept) bool { return k.Model == name }) {
			return nil, lacking(name, role)
		}
	}
	if len(kept) == 0 {
		return nil, lacking("", role)
	}
	if err := e.unhindered(ctx, kept, role); err != nil {
		return nil, err
	}
	slices.SortStableFunc(kept, func(a, b Kept) int { return slices.Compare(a.Tenant[:], b.Tenant[:]) })
	return kept, nil
}

// ofAnotherProgram refuses tables that this program can't bring up to what is live.
func ofAnotherProgram(k Kept, shape int) error {
	return notNow(fmt.Sprintf("The tables of %s have shape %d, and this program writes shape %d: do it with the program that made them, which may run beside this one.",
		k.Consumer(), k.Shape, shape))
}

// unhindered refuses to go back where a candidate is in the way: what is live now
// becomes the candidate.
func (e *Engine) unhindered(ctx context.Context, kept []Kept, role string) error {
	if role == candidate {
		return nil
	}
	for _, k := range kept {
		open, err := e.Runs(ctx, k.Tenant)
		if err != nil {
			return err
		}
		for _, r := range open {
			if r.Model == k.Model && r.State != Promoted {
				return notNow(k.Model + " has a candidate, or one is being made: cancel it before you go back.")
			}
		}
	}
	return nil
}

// lacking says that a model, or where none is named any, has nothing to be swapped.
func lacking(name, role string) error {
	what, hint := "No candidate is ready", "order a rebuild, and wait until it is ready."
	if role == former {
		what, hint = "Nothing is kept warm", "a rollback is possible for 24 hours after a promotion."
	}
	if name != "" {
		what += " of " + name
	}
	return notNow(what + ": " + hint)
}

// exchange swaps live generations with others, of several models at once.
type exchange struct {
	engine   *Engine
	role     string
	sessions map[string]*session
}

// begin takes the generations of all models that are concerned, in order of name.
func (x *exchange) begin(ctx context.Context, kept []Kept) error {
	var names []string
	for _, k := range kept {
		names = append(names, k.Model)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		l, err := x.engine.model(name)
		if err != nil {
			return err
		}
		s, err := x.engine.sessionSoon(ctx, l)
		if err != nil {
			return err
		}
		x.sessions[name] = s
	}
	return nil
}

func (x *exchange) end() {
	for _, s := range x.sessions {
		s.end()
	}
}

// sessionSoon waits for a session for a while: steps that let generations follow the
// log have it now and then.
func (e *Engine) sessionSoon(ctx context.Context, l *Live) (*session, error) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for began := time.Now(); ; {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-timer.C:
		}
		s, err := e.session(ctx, l)
		if !errors.Is(err, ErrRebuilding) {
			return s, err
		}
		if time.Since(began) > nearLimit {
			return nil, &domain.Error{Code: domain.CodeUnavailable, Reason: "busy", RetryAfter: 10 * time.Second, Cause: err,
				Message: "Another process is at the generations of " + l.model.Name + ". Try again in some seconds."}
		}
		timer.Reset(yieldLook)
	}
}

// accepted looks how the candidates differ, and refuses one that differs too much.
func (x *exchange) accepted(ctx context.Context, kept []Kept) error {
	for _, k := range kept {
		d, err := x.sessions[k.Model].diff(ctx, k, 0)
		if err != nil {
			return err
		}
		if sum := d.Sum(); sum.Share > MostDiffering {
			return notNow(fmt.Sprintf("%s would change %d of %d rows (%.1f %%), more than %.0f %%: look at the difference, and promote it with accept if that is meant.",
				k.Model, sum.Changed+sum.Added+sum.Gone, sum.Rows, 100*sum.Share, 100*MostDiffering))
		}
	}
	return nil
}

// settle says of what was swapped what it is now, and drops what nobody needs.
func (x *exchange) settle(ctx context.Context) error {
	for _, s := range x.sessions {
		err := s.settle(ctx)
		if err == nil {
			err = s.sweep(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
