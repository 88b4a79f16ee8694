package web

import (
	"context"
	"strings"
	"sync"

	"coresync/http/api"
)

// actorsKey holds in the context in which a page is rendered who works with the program, by actor.
type actorsKey struct{}

// naming makes components call people by their names: the log holds ids. They are asked for once,
// when the first is needed.
func (r *Request) naming(ctx context.Context) context.Context {
	people := sync.OnceValue(func() map[string]string {
		names, err := r.site.peopleOf(r)
		if err != nil { // a page is worth seeing without names, too
			r.site.Log.WarnContext(ctx, "people of a page are told by their ids: their names could not be read", "error", err)
		}
		return names
	})
	return context.WithValue(ctx, actorsKey{}, people)
}

// peopleOf are the names of those who work with the program, by actor. Who was removed has none.
func (s *Site) peopleOf(r *Request) (map[string]string, error) {
	names := map[string]string{}
	if s.Services.Users == nil {
		return names, nil
	}
	users, err := s.Services.Users.List(r.Context(), r.Who.Tenant)
	for _, u := range users {
		names["user:"+u.ID.String()] = u.Called()
	}
	return names, err
}

// actorName is how people call who did something. It comes from outside, so a page isolates it (templ by).
func actorName(ctx context.Context, actor string) string {
	people, is := ctx.Value(actorsKey{}).(func() map[string]string)
	if is && strings.HasPrefix(actor, "user:") {
		if name := people()[actor]; name != "" {
			return name
		}
	}
	return api.ActorWord(actor)
}
