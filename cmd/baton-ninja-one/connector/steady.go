package connector

import (
	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"google.golang.org/protobuf/proto"
)

// steady writes the annotations of a resource so that equal ones are equal bytes.
// The SDK packs them with the members of a profile in any order, and then two syncs
// of an unchanged account differ.
func steady(r *v2.Resource, err error) (*v2.Resource, error) {
	if err != nil {
		return nil, err
	}
	for _, a := range r.GetAnnotations() {
		m, err := a.UnmarshalNew()
		if err != nil {
			return nil, err
		}
		if a.Value, err = (proto.MarshalOptions{Deterministic: true}).Marshal(m); err != nil {
			return nil, err
		}
	}
	return r, nil
}
