package web

import (
	"slices"
	"strings"

	"coresync/domain"
	"coresync/domain/asset"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// duplicates is the queue of questions about assets (screen 5.8).
func (s *Site) duplicates() []Route {
	has := s.Services.Decisions != nil
	return []Route{
		{"page.duplicates", get, "/assets/duplicates", permission.AssetsView, has, s.showDuplicates},
		{"page.duplicates.export", get, "/assets/duplicates/export", permission.AssetsView, has && s.Services.Exports != nil, s.exportTable(api.TableDuplicates)},
		{"page.duplicates.answer", post, "/assets/duplicates", permission.AssetsManage, has, s.answerDuplicate},
	}
}

// duplicateView is the queue, and the question that is looked at.
type duplicateView struct {
	*listing
	Kind  string         // of the questions that are shown; empty: all
	Kinds map[string]int // how many questions there are, by kind
	All   int
	Items []doubt
	At    int  // of Items; -1: none is left
	More  bool // questions are there that were not read
	Sides []api.Asset
}

// doubt is one question: an asset and those that may be the same.
type doubt struct {
	Asset api.Asset
	api.Question
}

const (
	// mostDoubts bounds how many questions are walked through; answered, they make room for more.
	mostDoubts = 20_000
	// doubtsAtOnce is how many assets with questions are read at once.
	doubtsAtOnce = 500
	// queueLength is how many questions stand beside the one that is looked at.
	queueLength = 100
)

func (s *Site) showDuplicates(r *Request) error {
	l := r.listing("kind", "at")
	d := &duplicateView{listing: l, Kind: l.query.Get("kind"), Kinds: make(map[string]int), At: -1}
	if !slices.Contains(asset.DoubtKinds(), d.Kind) {
		d.Kind = ""
		l.query.Del("kind")
	}
	if err := s.loadDoubts(r, d); err != nil {
		return err
	}
	if len(d.Items) > 0 {
		d.At = 0
		for i := range d.Items {
			if d.Items[i].key() == l.query.Get("at") {
				d.At = i
			}
		}
		if err := s.loadSides(r, d); err != nil {
			return err
		}
	}
	return r.page("Duplicates", "assets", func(v *view) page { return duplicatesPage(v, d) })
}

// loadDoubts reads the questions, counts them by kind, and keeps those that are shown.
func (s *Site) loadDoubts(r *Request, d *duplicateView) error {
	list := api.List{Limit: doubtsAtOnce, Sort: api.Sort{By: "name"}}
	asked := make(map[[2]uuid.UUID]bool) // of an asset, about another
	for {
		found, err := s.Services.Decisions.Duplicates(r.Context(), r.then(), "", list)
		if err != nil {
			return err
		}
		for _, of := range found.Data.Items {
			for _, q := range of.Questions {
				if len(q.Others) > 0 {
					if asked[[2]uuid.UUID{q.Others[0].ID, of.Asset.ID}] { // it stands there, the other way round
						continue
					}
					asked[[2]uuid.UUID{of.Asset.ID, q.Others[0].ID}] = true
				}
				d.Kinds[q.Kind]++
				d.Items = append(d.Items, doubt{of.Asset, q})
			}
		}
		if list.After = found.Data.Next; len(list.After) == 0 {
			break
		}
		if d.More = len(d.Items) >= mostDoubts; d.More {
			break
		}
	}
	d.All = len(d.Items)
	if d.Kind != "" {
		d.Items = slices.DeleteFunc(d.Items, func(item doubt) bool { return item.Kind != d.Kind })
	}
	return nil
}

// all is the queue without the place in it.
func (d *duplicateView) all() *listing {
	l := *d.listing
	l.query = d.copy()
	l.query.Del("at")
	l.query.Del("q")
	l.query.Del("sort")
	return &l
}

// ofKind is the address of the questions of a kind; empty: of all.
func (d *duplicateView) ofKind(kind string) string {
	q := d.copy()
	q.Del("at")
	q.Del("kind")
	if kind != "" {
		q.Set("kind", kind)
	}
	return d.address(q)
}

// queue are the places of the questions that are listed: the present one's page of them.
func (d *duplicateView) queue() (from, to int) {
	from = d.At / queueLength * queueLength
	return from, min(from+queueLength, len(d.Items))
}

// counted is a number of questions; where not all were read there are more.
func (d *duplicateView) counted(n int) string {
	if d.More {
		return grouped(int64(n)) + "+"
	}
	return grouped(int64(n))
}

func (s *Site) loadSides(r *Request, d *duplicateView) error {
	now := d.Items[d.At]
	for _, id := range append([]uuid.UUID{now.Asset.ID}, ids(now.Others)...) {
		found, err := s.Services.Assets.Get(r.Context(), r.then(), id)
		if domain.ErrorCode(err) == domain.CodeNotFound {
			continue // it was left out since the question came up
		}
		if err != nil {
			return err
		}
		d.Sides = append(d.Sides, found.Data)
	}
	return nil
}

func ids(refs []api.Ref) (all []uuid.UUID) {
	for _, r := range refs {
		all = append(all, r.ID)
	}
	return all
}

// key names a question in an address.
func (d doubt) key() string { return d.Asset.ID.String() + "." + d.Kind }

// step is the address of the question before or after the present one; empty: none.
func (d *duplicateView) step(by int) string {
	if i := d.At + by; i >= 0 && i < len(d.Items) {
		return d.with("at", d.Items[i].key())
	}
	return ""
}

// answerDuplicate takes the answer and leads to the next question.
func (s *Site) answerDuplicate(r *Request) error {
	var assets []uuid.UUID
	for _, text := range r.PostForm["asset"] {
		id, err := uuid.Parse(text)
		if err != nil {
			return formFault("asset")
		}
		assets = append(assets, id)
	}
	answer := api.DuplicateAnswer{Assets: assets, Answer: r.field("answer")}
	next := local(r.field("next"))
	if answer.Answer == "unsure" {
		return r.to(next)
	}
	if answer.Answer == "same" {
		answer.Keep = r.kept()
	}
	done, err := s.Services.Decisions.Answer(r.Context(), r.command(), answer)
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	said := "They are different devices."
	if answer.Answer == "same" {
		said = "They are one asset now."
	}
	return r.undoable(next, said)
}

// doubtWord is a kind of question as people read it.
func doubtWord(kind string) string {
	switch kind {
	case asset.DoubtTwoLive:
		return "Two live devices, one identity"
	case asset.DoubtSerial:
		return "Same serial number, new id"
	case asset.DoubtMoved:
		return "Moved between customers?"
	case asset.DoubtHardware:
		return "Same hardware, new id"
	case asset.DoubtTwin:
		return "One kept by hand looks the same"
	case asset.DoubtFlapping:
		return "A field goes to and fro"
	}
	return statusWord(kind)
}

// compareRows lays assets beside one another.
func compareRows(v *view, sides []api.Asset) []recordRow {
	var rows []recordRow
	for _, field := range []struct {
		word  string
		field string
		of    func(api.Asset) string
	}{
		{"Name", "name", func(a api.Asset) string { return named(a.Name) }},
		{"Serial number", "serial_number", func(a api.Asset) string { return a.SerialNumber }},
		{"Manufacturer", "manufacturer", func(a api.Asset) string { return a.Manufacturer }},
		{"Model", "model", func(a api.Asset) string { return a.Model }},
		{"Category", "category", func(a api.Asset) string { return a.Category }},
		{"Customer", "customer", func(a api.Asset) string {
			if a.Customer == nil {
				return ""
			}
			return a.Customer.Name
		}},
		{"Source", "", func(a api.Asset) string { return sourceWord(a.Source) }},
		{"OS", "", func(a api.Asset) string { return a.OS }},
		{"Online", "", func(a api.Asset) string { return connectivity(a.Connectivity).Word }},
		{"Enrolled", "", func(a api.Asset) string { return v.dayOf(enrolled(a)) }},
		{"First seen", "", func(a api.Asset) string { return v.dayOf(a.FirstSeenAt) }},
		{"Last contact", "", func(a api.Asset) string { return v.dayOf(a.LastContact) }},
		{"Missing since", "", func(a api.Asset) string { return v.dayOf(a.MissingSince) }},
	} {
		row := recordRow{Word: field.word, Field: field.field}
		for _, side := range sides {
			row.Values = append(row.Values, field.of(side))
			row.Differ = row.Differ || field.of(side) != field.of(sides[0])
		}
		rows = append(rows, row)
	}
	return rows
}

// after is where an answer leads: to the next question, else to the one before.
func (d *duplicateView) after() string {
	for _, by := range []int{1, -1} {
		if address := d.step(by); address != "" {
			return address
		}
	}
	return d.with("at", "")
}

// sentenceOf begins with a capital letter and ends with a full stop.
func sentenceOf(text string) string {
	if text == "" {
		return ""
	}
	text = api.Capitalized(text)
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
