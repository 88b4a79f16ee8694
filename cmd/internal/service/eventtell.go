package service

import (
	"context"

	"coresync/domain/event"
	"coresync/domain/sentence"
	"coresync/http/api"

	"github.com/google/uuid"
)

// tell says in a sentence each what events did. The names of a page are looked up together, as
// they are now: an event holds ids, which is all that is told where no name is asked for.
func (s events) tell(ctx context.Context, scope api.Scope, items []api.Event, f api.EventFilter) error {
	told := make([][]sentence.Part, len(items))
	book := newNameBook(scope.Tenant, f.Open)
	for i, e := range items {
		payload, err := s.log.Registry().Decode(event.Recorded{
			Type: event.Type(e.Type), SchemaVersion: int16(e.SchemaVersion), Position: e.Position, Payload: e.Payload,
		})
		if err != nil {
			return err
		}
		if said, known := sentence.Of(payload, e.Version); known {
			told[i] = said.Parts()
		}
		book.add(told[i])
	}
	if !f.Unnamed {
		if err := s.read(ctx, scope, book); err != nil {
			return err
		}
	}
	for i := range items {
		items[i].Told = book.told(told[i])
		for _, p := range items[i].Told {
			items[i].Sentence += p.Text
		}
	}
	return nil
}

// told puts names to the things of a sentence, which begins with a capital letter unless it
// begins with a name.
func (b *nameBook) told(of []sentence.Part) []api.ToldPart {
	out := make([]api.ToldPart, len(of))
	for i, p := range of {
		if p.Thing == nil {
			out[i].Text = p.Text
		} else {
			t := *p.Thing
			out[i] = api.ToldPart{Text: b.name(t), Kind: string(t.Kind), ID: b.row(t), Connection: t.Connection, Number: t.Number}
			if t.Kind == sentence.KindActor {
				out[i].Actor = t.Called
			}
		}
		if i == 0 && (p.Thing == nil || out[i].Text == p.Thing.Unnamed() && p.Thing.Called == "") {
			out[i].Text = api.Capitalized(out[i].Text)
		}
	}
	return out
}

// name is how a thing is called.
func (b *nameBook) name(t sentence.Thing) string {
	if t.Kind == sentence.KindActor {
		return b.actor(t.Called)
	}
	name := b.known[t.Kind][b.row(t)]
	switch {
	case name == "" && (t.Kind == sentence.KindUser || t.Kind == sentence.KindToken) && t.Called == "":
		return b.actor(string(t.Kind) + ":" + t.ID.String())
	case name == "":
		return t.Unnamed()
	case t.Kind == sentence.KindLocation:
		return "location " + name
	}
	return name
}

// actor is how somebody who did something is called.
func (b *nameBook) actor(text string) string {
	for _, kind := range []sentence.Kind{sentence.KindUser, sentence.KindToken} {
		if prefix := string(kind) + ":"; len(text) > len(prefix) && text[:len(prefix)] == prefix {
			id, _ := uuid.Parse(text[len(prefix):]) // of what is none, nothing is known
			if name := b.known[kind][id]; name != "" {
				return name
			}
		}
	}
	return api.ActorWord(text)
}
