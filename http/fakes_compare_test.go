package http

import (
	"context"

	"coresync/http/api"
)

// fakeComparisons has one row of each kind, and notes what was asked.
type fakeComparisons struct{ asked api.CompareQuery }

func (f *fakeComparisons) differences() []api.Difference {
	connection := thing(1)
	return []api.Difference{
		{ID: thing(402), Kind: api.DifferenceChanged, Name: "LAPTOP-1", Connection: &connection, Organization: 7, Fields: []api.FieldChange{{Field: "name", Old: "PC</td>", New: "LAPTOP-1"}}},
		{ID: thing(403), Kind: api.DifferenceCame, Name: "=LAPTOP-2", Fields: []api.FieldChange{{Field: "name", New: "=LAPTOP-2"}}},
		{ID: thing(404), Kind: api.DifferenceWent, Name: "LAPTOP-3", Fields: []api.FieldChange{{Field: "name", Old: "LAPTOP-3"}}},
	}
}

func (f *fakeComparisons) head() api.ComparisonHead {
	one := int64(1)
	return api.ComparisonHead{
		From: api.ComparedMoment{Position: at(4000), RecordedAt: noon.AddDate(0, 0, -1), Rules: "6"}, To: api.ComparedMoment{Position: at(4711), RecordedAt: noon, Rules: "7"},
		Came: &one, Went: &one, Changed: &one,
	}
}

func (f *fakeComparisons) Compare(_ context.Context, _ api.Scope, q api.CompareQuery, l api.List) (api.Answer[api.Comparison], error) {
	f.asked = q
	return answerOf(api.Comparison{ComparisonHead: f.head(), Page: pageBy(f.differences(), l, func(d api.Difference) string { return d.ID.String() })}), nil
}

func (f *fakeComparisons) Each(_ context.Context, _ api.Scope, q api.CompareQuery, begin func(api.ComparisonHead) error, yield func(api.Difference) error) error {
	f.asked = q
	err := begin(f.head())
	for _, d := range f.differences() {
		if err == nil {
			err = yield(d)
		}
	}
	return err
}
