package observation

// Restore puts a member that was cut out of a stored form back into it, so that it
// can be read again by another version of a table. The path has one or two names;
// no value leaves the row as it is. What it returns is a row, not a stored form.
func Restore(stored, value []byte, path ...string) []byte {
	if len(value) == 0 || len(stored) < 2 {
		return stored
	}
	inside := value
	if len(path) > 1 {
		r := NewReader(&Table{branches: make([]branch, 2)})
		if r.Read(stored) != nil {
			return stored
		}
		outer := r.AppendJSON(nil, path[0])
		if len(outer) < 2 || outer[0] != '{' {
			outer = []byte("{}")
		}
		inside = withMember(outer, path[1], value)
	}
	return withMember(stored, path[0], inside)
}

// withMember appends a member; where there is one of that name, the last one counts.
func withMember(object []byte, name string, value []byte) []byte {
	out := append(make([]byte, 0, len(object)+len(name)+len(value)+8), object[:len(object)-1]...)
	if len(out) > 1 {
		out = append(out, ',')
	}
	out = append(append(append(append(out, '"'), name...), '"', ':'), value...)
	return append(out, '}')
}
