package web

import (
	"net/http"
	"slices"
)

// endingChoice is what may become of a connection's assets when it is ended (GAP-01).
type endingChoice struct{ Value, Word, Leaves, Done string }

// endings are the choices, with what each leaves.
func endings() []endingChoice {
	return []endingChoice{
		{"keep", "Keep assets and history", "They stay as they are. Nobody asks NinjaOne any more whether a device is online.", "The assets were kept."},
		{"mark", "Keep them, marked as no longer synced", "They stay, and say so in lists and on their pages.", "The assets are marked as no longer synced."},
		{"archive", "Archive the assets that only came from here", "Reports leave archived assets out. What you keep by hand, too, or another connection syncs, stays as it is.",
			"The assets that only came from there were archived."},
	}
}

// ending is a wish to disconnect as it was sent.
type ending struct{ Assets, Typed string }

// ending is the choice that is ticked.
func (c *connectionView) ending() string {
	if c.Ending != nil && slices.ContainsFunc(endings(), func(e endingChoice) bool { return e.Value == c.Ending.Assets }) {
		return c.Ending.Assets
	}
	return endings()[0].Value
}

// disconnect ends a connection, once its name was typed.
func (s *Site) disconnect(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	found, err := s.connectionHere(r)
	if err != nil {
		return err
	}
	wish := ending{Assets: r.field("assets"), Typed: r.field("name")}
	if wish.Typed != found.Name {
		return s.connectionPage(r, http.StatusUnprocessableEntity, func(c *connectionView) error {
			c.Ending = &wish
			return nil
		})
	}
	done, err := s.Services.Connections.Remove(r.Context(), r.command(), id, wish.Assets)
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.done("/settings/integrations", found.Name+" was disconnected. Nothing was deleted. "+endedWords(wish.Assets))
}

// endedWords say what became of the assets.
func endedWords(assets string) string {
	for _, e := range endings() {
		if e.Value == assets {
			return e.Done
		}
	}
	return ""
}
