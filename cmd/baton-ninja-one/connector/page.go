package connector

import (
	"strconv"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/types/resource"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// pageSize is how many rows a page has.
const pageSize = 200

// page cuts the page that a token names out of a list; next is empty at the end.
func page[T any](rows []T, token string) (_ []T, next string, err error) {
	from := 0
	if token != "" {
		if from, err = strconv.Atoi(token); err != nil || from < 0 {
			return nil, "", status.Errorf(codes.InvalidArgument, "page token %q is none of this connector's", token)
		}
	}
	from = min(from, len(rows))
	to := min(from+pageSize, len(rows))
	if to < len(rows) {
		next = strconv.Itoa(to)
	}
	return rows[from:to], next, nil
}

// pageOf is a page of a list as resources, and where the next one begins.
func pageOf[T any](rows []T, o resource.SyncOpAttrs, as func(*T) (*v2.Resource, error)) ([]*v2.Resource, *resource.SyncOpResults, error) {
	some, token, err := page(rows, o.PageToken.Token)
	if err != nil {
		return nil, nil, err
	}
	out := make([]*v2.Resource, 0, len(some))
	for i := range some {
		r, err := as(&some[i])
		if err != nil {
			return nil, nil, err
		}
		out = append(out, r)
	}
	return out, next(token), nil
}
