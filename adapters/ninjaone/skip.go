package ninjaone

// skip finds the end of a value that value refused, by brackets and strings
// alone. So a page keeps its other rows when one row has, say, a bare NaN. A value
// whose brackets don't match has no end.
func (s *scanner) skip(i int) int {
	var open []byte
	for i < len(s.b) {
		switch c := s.b[i]; c {
		case '"':
			if i = s.text(i + 1); i < 0 {
				return -1
			}
			continue
		case '{', '[':
			open = append(open, c+2) // '{'+2 is '}', '['+2 is ']'.
		case '}', ']':
			if len(open) == 0 {
				return i
			}
			if open[len(open)-1] != c {
				return s.fail(i)
			}
			if open = open[:len(open)-1]; len(open) == 0 {
				return i + 1
			}
		case ',':
			if len(open) == 0 {
				return i
			}
		}
		i++
	}
	return s.fail(i)
}
