package http

import (
	"net/http"

	"coresync/http/api"
)

// directory answers the five operations that every kind of thing has which people
// or imports keep.
type directory[Thing, Filter, Draft, Patch any] struct {
	service api.Directory[Thing, Filter, Draft, Patch]
	path    string                // of the collection, for Location
	filter  func(*request) Filter // reads the parameters of a list
	version func(Thing) int64     // becomes the ETag
	tidy    func(*Thing)          // makes absent lists empty ones; may be nil
}

func (d directory[Thing, Filter, Draft, Patch]) list(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	found, err := d.service.List(r.Context(), scope, d.filter(r), list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		d.tidied(&found.Data.Items[i])
	}
	return writePage(w, r, found)
}

func (d directory[Thing, Filter, Draft, Patch]) get(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := d.service.Get(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	if scope.AsOf == nil { // a version of the past is nothing to change from
		tagAny(w, d.version(found.Data))
	}
	d.tidied(&found.Data)
	return writeAnswer(w, r, found)
}

func (d directory[Thing, Filter, Draft, Patch]) tidied(t *Thing) {
	if d.tidy != nil {
		d.tidy(t)
	}
}

// filled makes an absent list an empty one, so that clients find [] and not null.
func filled[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}

func (d directory[Thing, Filter, Draft, Patch]) create(w http.ResponseWriter, r *request) error {
	var draft Draft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := d.service.Create(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusCreated, done, d.path)
}

func (d directory[Thing, Filter, Draft, Patch]) update(w http.ResponseWriter, r *request) error {
	var patch Patch
	if err := r.decode(&patch); err != nil {
		return err
	}
	done, err := d.service.Update(r.Context(), r.command(), r.pathID(), patch)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, d.path)
}

func (d directory[Thing, Filter, Draft, Patch]) remove(w http.ResponseWriter, r *request) error {
	done, err := d.service.Remove(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, d.path)
}
