package openapi

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"

	yaml "github.com/oasdiff/yaml3"
)

//go:embed parts/*.yaml
var parts embed.FS

// rootName is the part that the others are added to.
const rootName = "parts/root.yaml"

// Assemble puts the parts together to one OpenAPI document in YAML. It refuses a
// path or component that two parts define.
func Assemble() ([]byte, error) { return assemble(parts) }

func assemble(files fs.FS) ([]byte, error) {
	names, err := fs.Glob(files, "parts/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the parts of the description: %w", err)
	}
	root, err := parse(files, rootName)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if name == rootName {
			continue
		}
		part, err := parse(files, name)
		if err != nil {
			return nil, err
		}
		if err := merge(root, part); err != nil {
			return nil, fmt.Errorf("add %s to the description: %w", path.Base(name), err)
		}
	}
	if err := expand(root); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(root); err != nil {
		return nil, fmt.Errorf("write the description: %w", err)
	}
	return out.Bytes(), nil
}

// parse reads a part whose top is a mapping.
func parse(files fs.FS, name string) (*yaml.Node, error) {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path.Base(name), err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(body, &doc); err != nil {
		return nil, fmt.Errorf("read %s: %w", path.Base(name), err)
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("read %s: its top is no mapping", path.Base(name))
	}
	return doc.Content[0], nil
}

// merge adds the members of a part: mappings are joined down to the level of
// single paths and components, lists (tags) are appended to.
func merge(into, part *yaml.Node) error {
	for i := 0; i+1 < len(part.Content); i += 2 {
		key, value := part.Content[i], part.Content[i+1]
		have := member(into, key.Value)
		switch {
		case have == nil:
			into.Content = append(into.Content, key, value)
		case have.Kind == yaml.SequenceNode && value.Kind == yaml.SequenceNode:
			have.Content = append(have.Content, value.Content...)
		case joinable(key.Value) && have.Kind == yaml.MappingNode && value.Kind == yaml.MappingNode:
			if err := merge(have, value); err != nil {
				return fmt.Errorf("%s: %w", key.Value, err)
			}
		default:
			return fmt.Errorf("%s is defined twice (line %d)", key.Value, key.Line)
		}
	}
	return nil
}

// joinable tells whether parts share the mapping under this key.
func joinable(key string) bool {
	return slices.Contains([]string{
		"paths", "components", "schemas", "parameters", "headers", "responses", "requestBodies", "securitySchemes",
	}, key)
}

// member is the value of a key in a mapping, or nil.
func member(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}
