package http

import (
	"context"
	"sync"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeViews keeps one person's views; it knows none of the rules of who may what.
type fakeViews struct {
	mu   sync.Mutex
	made []api.View
}

func (f *fakeViews) List(_ context.Context, _ api.Identity, list string) ([]api.View, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	found := []api.View{}
	for _, v := range f.made {
		if list == "" || list == v.List {
			found = append(found, v)
		}
	}
	return found, nil
}

func (f *fakeViews) at(id uuid.UUID) (int, error) {
	for i, v := range f.made {
		if v.ID == id {
			return i, nil
		}
	}
	return 0, domain.NotFound("view")
}

func (f *fakeViews) Get(_ context.Context, _ api.Identity, id uuid.UUID) (api.View, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i, err := f.at(id)
	if err != nil {
		return api.View{}, err
	}
	return f.made[i], nil
}

func (f *fakeViews) Create(_ context.Context, _ api.Identity, d api.ViewDraft) (api.View, error) {
	list, _ := api.SavedListOf(d.List)
	query, faults := list.Parse(d.Query)
	if err := domain.Invalid(faults); err != nil {
		return api.View{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	v := api.View{
		ID: thing(900 + len(f.made)), List: d.List, Name: d.Name, Query: query, Shared: d.Shared, Mine: true, MayChange: true,
		MadeBy: "Jane", Pinned: d.Pinned, Default: d.Default, Version: 1, CreatedAt: noon, ChangedAt: noon,
	}
	v.Page = list.At(query, v.ID)
	f.made = append(f.made, v)
	return v, nil
}

func (f *fakeViews) Update(_ context.Context, _ api.Identity, id uuid.UUID, expected *int64, p api.ViewPatch) (api.View, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i, err := f.at(id)
	if err != nil {
		return api.View{}, err
	}
	v := &f.made[i]
	switch {
	case expected != nil && *expected != v.Version:
		return *v, &domain.Error{Code: domain.CodeConflict, Reason: "version_conflict", Message: "Load it again."}
	case p.Name != nil && *p.Name == "Taken":
		return *v, &domain.Error{Code: domain.CodeConflict, Reason: "name_taken", Message: "Choose another name.",
			Fields: []domain.Fault{{Pointer: "/name", Code: "name_taken", Message: "Choose another name."}}}
	}
	for to, from := range map[*string]*string{&v.Name: p.Name, &v.Query: p.Query} {
		if from != nil {
			*to = *from
			v.Version++
		}
	}
	for to, from := range map[*bool]*bool{&v.Shared: p.Shared, &v.Pinned: p.Pinned, &v.Default: p.Default} {
		if from != nil {
			*to = *from
		}
	}
	return *v, nil
}

func (f *fakeViews) Remove(_ context.Context, _ api.Identity, id uuid.UUID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	i, err := f.at(id)
	if err == nil {
		f.made = append(f.made[:i], f.made[i+1:]...)
	}
	return err
}
