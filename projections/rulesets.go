package projections

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/rules"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// RuleSet is a set of rules that a tenant has or had in force.
type RuleSet struct {
	*rules.Set
	// The rest is of the event that adopted it; zero for the default set.
	Position  int64
	AdoptedAt time.Time
	Actor     string
	Reason    string
}

// ruleKey finds a set in the engine's cache: sets never change.
type ruleKey struct {
	tenant  uuid.UUID
	version string
}

// ruleSet finds a set of rules by its version, in the tenant's log. It reads on db,
// the caller's own connection.
func (e *Engine) ruleSet(ctx context.Context, db querier, tenant uuid.UUID, version string) (*rules.Set, error) {
	if version == rules.DefaultVersion {
		return e.rules, nil
	}
	if known, is := e.ruleSets.Load(ruleKey{tenant, version}); is {
		return known.(*rules.Set), nil
	}
	nth, is := rules.Nth(version)
	if !is {
		return nil, noRuleSet(version)
	}
	var raw []byte
	err := db.QueryRow(ctx, `select payload from eventstore.events where tenant_id = $1 and stream = $2 and version = $3`,
		tenant, event.RulesStream, nth).Scan(&raw)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, noRuleSet(version)
	}
	if err != nil {
		return nil, fmt.Errorf("read rules version %s: %w", version, err)
	}
	set, err := adopted(raw)
	if err != nil {
		return nil, err
	}
	made, _ := e.ruleSets.LoadOrStore(ruleKey{tenant, version}, set)
	return made.(*rules.Set), nil
}

func noRuleSet(version string) error {
	return &domain.Error{Code: domain.CodeNotFound, Reason: "rules_not_found",
		Message: fmt.Sprintf("There are no rules of version %q; `coresync rules list` shows those that were ever in force.", version)}
}

func adopted(raw []byte) (*rules.Set, error) {
	var body event.RuleSetAdopted
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, fmt.Errorf("read a set of rules: %w", err)
	}
	return rules.FromEvent(&body)
}

// rulesAt is the set that was in force when the log stood at a position.
func (e *Engine) rulesAt(ctx context.Context, db querier, tenant uuid.UUID, position int64) (*rules.Set, error) {
	var nth int64
	err := db.QueryRow(ctx, `select version from eventstore.events
		where tenant_id = $1 and stream = $2 and position <= $3 order by position desc limit 1`,
		tenant, event.RulesStream, position).Scan(&nth)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("find the rules in force at %d: %w", position, err)
	}
	return e.ruleSet(ctx, db, tenant, rules.VersionOf(nth))
}

// rulesFor is the set of a version, or where none is named the one that was in force
// at a position.
func (e *Engine) rulesFor(ctx context.Context, db querier, tenant uuid.UUID, version string, position int64) (*rules.Set, error) {
	switch version {
	case "":
	case RulesOfNow:
		position = math.MaxInt64
	default:
		return e.ruleSet(ctx, db, tenant, version)
	}
	return e.rulesAt(ctx, db, tenant, position)
}

// RuleSets lists what a tenant has or had in force, the newest first; the last is
// the default set.
func (e *Engine) RuleSets(ctx context.Context, tenant uuid.UUID) ([]RuleSet, error) {
	rows, err := e.pool.Query(ctx, `select position, recorded_at, actor, payload from eventstore.events
		where tenant_id = $1 and stream = $2 order by position desc`, tenant, event.RulesStream)
	if err != nil {
		return nil, fmt.Errorf("list rule sets: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s RuleSet, err error) {
		var raw []byte
		if err = row.Scan(&s.Position, &s.AdoptedAt, &s.Actor, &raw); err != nil {
			return s, err
		}
		var body event.RuleSetAdopted
		if err = json.Unmarshal(raw, &body); err != nil {
			return s, err
		}
		s.Reason = body.Reason
		s.Set, err = rules.FromEvent(&body)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("list rule sets: %w", err)
	}
	return append(all, RuleSet{Set: e.rules}), nil
}

// RuleSetsAt is RuleSets as of a moment. Error: *domain.Error for one that the log has
// not reached.
func (e *Engine) RuleSetsAt(ctx context.Context, tenant uuid.UUID, at Moment) ([]RuleSet, error) {
	to, err := endAt(ctx, e.pool, tenant, at)
	if err != nil {
		return nil, fmt.Errorf("list rule sets as of %s: %w", at, err)
	}
	all, err := e.RuleSets(ctx, tenant)
	return slices.DeleteFunc(all, func(s RuleSet) bool { return s.Position > to.position }), err
}

// RulesOf is the set of a version that a tenant has or had in force. Error:
// domain.CodeNotFound.
func (e *Engine) RulesOf(ctx context.Context, tenant uuid.UUID, version string) (*rules.Set, error) {
	return e.ruleSet(ctx, e.pool, tenant, version)
}

// RulesNow is the set that a tenant adopted last.
func (e *Engine) RulesNow(ctx context.Context, tenant uuid.UUID) (*rules.Set, error) {
	return e.rulesFor(ctx, e.pool, tenant, RulesOfNow, 0)
}
