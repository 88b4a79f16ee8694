package column

import "encoding/binary"

// AppendArray adds the column's values of all rows to dst as one binary array, the
// parameter of an unnest.
func (c *Column[R]) AppendArray(dst []byte, rows []*R) []byte {
	dst = ArrayHeader(dst, c.OID, len(rows))
	for _, row := range rows {
		dst = c.encode(dst, row)
	}
	return dst
}

// ArrayHeader adds the header of a binary array of n elements, some of which may be NULL.
func ArrayHeader(dst []byte, oid uint32, n int) []byte {
	if n == 0 {
		dst = binary.BigEndian.AppendUint32(dst, 0)
		dst = binary.BigEndian.AppendUint32(dst, 0)
		return binary.BigEndian.AppendUint32(dst, oid)
	}
	dst = binary.BigEndian.AppendUint32(dst, 1) // dimensions
	dst = binary.BigEndian.AppendUint32(dst, 1) // may hold NULLs
	dst = binary.BigEndian.AppendUint32(dst, oid)
	dst = binary.BigEndian.AppendUint32(dst, uint32(n))
	return binary.BigEndian.AppendUint32(dst, 1) // lower bound
}
