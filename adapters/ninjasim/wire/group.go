package wire

// Group is a saved search.
type Group struct {
	ID                        int
	Name, Description, Filter string
	Shared                    bool
	Count                     int // -1: never evaluated
}

// WriteGroup writes a row of /v2/groups; an unevaluated group has a null count.
func WriteGroup(w *Writer, g Group, at int64) {
	w.Object()
	w.Int("id", int64(g.ID))
	w.String("name", g.Name)
	w.String("description", g.Description)
	w.Bool("shared", g.Shared)
	w.Time("created", at-400*86_400*1_000_000)
	w.Time("updated", at-90*86_400*1_000_000)
	if g.Count < 0 {
		w.Null("deviceCount")
		w.Null("lastEvaluated")
	} else {
		w.Int("deviceCount", int64(g.Count))
		w.Time("lastEvaluated", at)
	}
	w.End()
}
