package observation

import "strconv"

// appendNumber appends the one form of a JSON number: an exact decimal without
// leading or trailing zeros, and with an exponent only where it would get longer
// than plainDigits. No digit is ever lost: epoch seconds keep their nine decimals.
// It returns false where the power of ten is out of bounds.
func appendNumber(dst, token []byte) ([]byte, bool) {
	negative := token[0] == '-'
	if negative {
		token = token[1:]
	}
	digits, exponent, ok := splitNumber(token)
	if !ok {
		return dst, false
	}
	lead := 0
	for lead < len(digits) && digits[lead] == '0' {
		lead++
	}
	digits = digits[lead:]
	for len(digits) > 0 && digits[len(digits)-1] == '0' {
		digits, exponent = digits[:len(digits)-1], exponent+1
	}
	if len(digits) == 0 {
		return append(dst, '0'), true
	}
	if e := len(digits) + exponent - 1; e > maxExponent || e < -maxExponent {
		return dst, false
	}
	if negative {
		dst = append(dst, '-')
	}
	return appendDecimal(dst, digits, exponent), true
}

// splitNumber gives the digits of a token without sign, and the power of ten of
// the last one. The token is grammatical.
func splitNumber(token []byte) (digits []byte, exponent int, ok bool) {
	mantissa, ok := token, true
	for i, c := range token {
		if c == 'e' || c == 'E' {
			mantissa = token[:i]
			exponent, ok = parseExponent(token[i+1:])
			break
		}
	}
	if !ok {
		// Nothing times ten to any power is nothing.
		exponent, ok = 0, allZero(mantissa)
	}
	for i, c := range mantissa {
		if c == '.' {
			digits = append(append(make([]byte, 0, len(mantissa)), mantissa[:i]...), mantissa[i+1:]...)
			return digits, exponent - (len(mantissa) - i - 1), ok
		}
	}
	return mantissa, exponent, ok
}

func parseExponent(text []byte) (int, bool) {
	negative := text[0] == '-'
	if negative || text[0] == '+' {
		text = text[1:]
	}
	n := 0
	for _, c := range text {
		if n = n*10 + int(c-'0'); n > 1<<40 {
			return 0, false
		}
	}
	if negative {
		n = -n
	}
	return n, true
}

func allZero(mantissa []byte) bool {
	for _, c := range mantissa {
		if c != '0' && c != '.' {
			return false
		}
	}
	return true
}

// appendDecimal writes digits times ten to the exponent; the first and the last
// digit are not zero.
func appendDecimal(dst, digits []byte, exponent int) []byte {
	point := len(digits) + exponent // of the digits, those before the decimal point
	switch {
	case point > plainDigits || point < -plainDigits:
		dst = append(dst, digits[0])
		if len(digits) > 1 {
			dst = append(append(dst, '.'), digits[1:]...)
		}
		return strconv.AppendInt(append(dst, 'e'), int64(point-1), 10)
	case point <= 0:
		dst = append(dst, '0', '.')
		for range -point {
			dst = append(dst, '0')
		}
		return append(dst, digits...)
	case point >= len(digits):
		dst = append(dst, digits...)
		for range point - len(digits) {
			dst = append(dst, '0')
		}
		return dst
	}
	dst = append(dst, digits[:point]...)
	return append(append(dst, '.'), digits[point:]...)
}
