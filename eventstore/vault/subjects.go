package vault

import (
	"context"
	"fmt"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// refKey is how a person is found.
type refKey struct {
	tenant uuid.UUID
	hmac   [tagSize]byte
}

// subject is a person with the newest key.
type subject struct {
	name subjectKey
	key  key
}

// SubjectOf finds a person by kind and normalised value, as the maker of an event
// would name it. It makes nobody. Errors: ErrNoSubject, eventstore.ErrNoTenant.
func (v *Vault) SubjectOf(ctx context.Context, tenant uuid.UUID, ref event.SubjectRef) (uuid.UUID, error) {
	t, err := v.tenantOf(ctx, tenant, true)
	if err != nil {
		return uuid.Nil, err
	}
	s := v.newSearch(t, []event.SubjectRef{ref})
	if err := s.find(ctx); err != nil {
		return uuid.Nil, err
	}
	if len(s.missing) > 0 {
		return uuid.Nil, fmt.Errorf("find a subject of kind %q: %w", ref.Kind, ErrNoSubject)
	}
	return s.found[0].name.subject, nil
}

// attempts bounds how often a batch asks again for subjects that another process
// made and a third one erased in between.
const attempts = 10

// manyStrangers is how many new persons in one batch make a first sync likely: the
// next batch is then made without being looked for, which saves a fifth of the time.
const manyStrangers = 100

// subjectsOf returns the person of each ref, and makes those that are not known.
func (v *Vault) subjectsOf(ctx context.Context, t *tenant, refs []event.SubjectRef) ([]subject, error) {
	s := v.newSearch(t, refs)
	if t.strangers.Load() {
		if err := s.create(ctx); err != nil {
			return nil, err
		}
	}
	for range attempts {
		if len(s.missing) == 0 {
			return s.found, nil
		}
		if err := s.find(ctx); err != nil {
			return nil, err
		}
		if err := s.create(ctx); err != nil {
			return nil, err
		}
	}
	if len(s.missing) == 0 {
		return s.found, nil
	}
	return nil, fmt.Errorf("find %d subjects: others make and erase them at the same time; try again", len(s.missing))
}

// search looks for the persons of a batch: in the caches, in the database, and
// makes the rest.
type search struct {
	v       *Vault
	t       *tenant
	stamp   uint64
	refs    []event.SubjectRef
	found   []subject        // by place in refs
	missing map[refKey][]int // places in refs that wait for this person
	asked   int              // missing in the caches
	week    int32            // in which it is sealed
}

// newSearch starts with what the caches know.
func (v *Vault) newSearch(t *tenant, refs []event.SubjectRef) *search {
	s := &search{v: v, t: t, stamp: t.current(), week: weekAt(v.cfg.Clock()), refs: refs, found: make([]subject, len(refs))}
	for i, ref := range refs {
		name := refKey{t.id, t.find.ofRef(ref)}
		if at, asked := s.missing[name]; asked {
			s.missing[name] = append(at, i)
			continue
		}
		known, ok := s.cached(name)
		if ok {
			s.found[i] = known
			continue
		}
		if s.missing == nil {
			s.missing = make(map[refKey][]int)
		}
		s.missing[name] = []int{i}
	}
	s.asked = len(s.missing)
	return s
}

func (s *search) cached(name refKey) (subject, bool) {
	id, ok := s.v.refs.get(name, s.stamp)
	if !ok {
		return subject{}, false
	}
	if id.version > lastPlain && id.version < s.week {
		return subject{}, false // a new week has begun
	}
	k, ok := s.v.keys.get(id, s.stamp)
	return subject{id, k}, ok && !k.erased
}

// take puts a person where it is waited for.
func (s *search) take(name refKey, who subject) {
	for _, i := range s.missing[name] {
		s.found[i] = who
	}
	delete(s.missing, name)
	if s.t.mayCache(s.v.cfg.Clock()) {
		s.v.refs.put(name, who.name, s.stamp)
		s.v.keys.put(who.name, who.key, s.stamp)
	}
}
