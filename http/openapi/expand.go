package openapi

import (
	"fmt"
	"slices"
	"strings"

	yaml "github.com/oasdiff/yaml3"
)

// kind is what x-kind adds to an operation.
type kind struct {
	parameters []string // of components/parameters
	headers    []string // on every answer 2xx, of components/headers
}

// The kinds of operation. One without x-kind neither shows a read model nor writes
// to the log.
func kinds() map[string]kind {
	standing := []string{"Position", "Age", "Generation", "Rules", "Degraded"}
	return map[string]kind{
		"read":    {parameters: []string{"MinPosition"}, headers: standing},
		"list":    {parameters: []string{"Limit", "Cursor", "MinPosition"}, headers: standing},
		"command": {parameters: []string{"IdempotencyKey"}, headers: []string{"Position"}},
	}
}

// expand adds to every operation what its kind has, and the problem as the answer
// to everything that goes wrong.
func expand(root *yaml.Node) error {
	paths := member(root, "paths")
	if paths == nil {
		return fmt.Errorf("the description has no paths")
	}
	for i := 0; i+1 < len(paths.Content); i += 2 {
		item := paths.Content[i+1]
		for j := 0; j+1 < len(item.Content); j += 2 {
			method := item.Content[j].Value
			if !slices.Contains([]string{"get", "put", "post", "patch", "delete"}, method) {
				continue
			}
			if err := expandOperation(item.Content[j+1]); err != nil {
				return fmt.Errorf("%s %s: %w", strings.ToUpper(method), paths.Content[i].Value, err)
			}
		}
	}
	return nil
}

func expandOperation(op *yaml.Node) error {
	responses := member(op, "responses")
	if responses == nil {
		return fmt.Errorf("it has no responses")
	}
	name := member(op, "x-kind")
	if name != nil {
		k, ok := kinds()[name.Value]
		if !ok {
			return fmt.Errorf("x-kind %q is unknown", name.Value)
		}
		addParameters(op, k.parameters)
		for i := 0; i+1 < len(responses.Content); i += 2 {
			if strings.HasPrefix(responses.Content[i].Value, "2") {
				addHeaders(responses.Content[i+1], k.headers)
			}
		}
	}
	if member(responses, "default") == nil {
		responses.Content = append(responses.Content, text("default"), ref("responses", "Problem"))
	}
	return nil
}

func addParameters(op *yaml.Node, names []string) {
	list := member(op, "parameters")
	if list == nil {
		list = &yaml.Node{Kind: yaml.SequenceNode}
		op.Content = append(op.Content, text("parameters"), list)
	}
	for _, name := range names {
		list.Content = append(list.Content, ref("parameters", name))
	}
}

// addHeaders leaves an answer that is a reference alone: that one names its own.
func addHeaders(response *yaml.Node, names []string) {
	if member(response, "$ref") != nil {
		return
	}
	headers := member(response, "headers")
	if headers == nil {
		headers = &yaml.Node{Kind: yaml.MappingNode}
		response.Content = append(response.Content, text("headers"), headers)
	}
	for _, name := range names {
		headers.Content = append(headers.Content, text("Coresync-"+name), ref("headers", name))
	}
}

func text(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }

func ref(section, name string) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{
		text("$ref"), text("#/components/" + section + "/" + name),
	}}
}
