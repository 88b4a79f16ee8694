package baseline

import (
	"math"
	"sort"

	"coresync/domain/matching"
)

// Ngrams finds the customer whose name is nearest by the cosine of character 2- and
// 3-grams, weighted by how rare they are: what most programs do that match names
// well. Names are normalised as the product's are.
type Ngrams struct {
	rules    matching.Rules
	grams    map[string]int32
	weights  []float64
	postings [][]weighted
}

type weighted struct {
	customer int32
	weight   float64
}

// NewNgrams indexes the customers.
func NewNgrams(customers []string) *Ngrams {
	n := &Ngrams{rules: matching.DefaultRules(), grams: make(map[string]int32)}
	counts := make([]map[int32]float64, len(customers))
	var frequency []float64
	for i, name := range customers {
		counts[i] = make(map[int32]float64)
		each(n.rules.Key(name), func(gram string) {
			id, known := n.grams[gram]
			if !known {
				id = int32(len(n.grams))
				n.grams[gram] = id
				frequency = append(frequency, 0)
			}
			if counts[i][id]++; counts[i][id] == 1 {
				frequency[id]++
			}
		})
	}
	n.postings = make([][]weighted, len(frequency))
	for _, f := range frequency {
		n.weights = append(n.weights, math.Log(float64(len(customers)+1)/f))
	}
	for i := range counts {
		length := n.length(counts[i])
		for id, count := range counts[i] {
			n.postings[id] = append(n.postings[id], weighted{int32(i), count * n.weights[id] / length})
		}
	}
	return n
}

func (n *Ngrams) length(counts map[int32]float64) float64 {
	sum := 0.0
	for id, count := range counts {
		sum += count * n.weights[id] * count * n.weights[id]
	}
	return math.Sqrt(sum)
}

func each(key string, use func(gram string)) {
	text := " " + key + " "
	for i := range text {
		for size := 2; size <= 3 && i+size <= len(text); size++ {
			use(text[i : i+size])
		}
	}
}

// Nearest are the nearest customers of organizations with their cosines; -1: none has a
// gram in common.
func (n *Ngrams) Nearest(organizations []string) (customers []int, cosines []float64) {
	scores, touched := make([]float64, 0), []int32{}
	for _, name := range organizations {
		counts := make(map[int32]float64)
		unknown := 0.0
		each(n.rules.Key(name), func(gram string) {
			if id, known := n.grams[gram]; known {
				counts[id]++
			} else {
				unknown++
			}
		})
		length := math.Sqrt(math.Pow(n.length(counts), 2) + unknown*math.Pow(math.Log(float64(len(n.grams))), 2))
		for id, count := range counts {
			for _, p := range n.postings[id] {
				for int(p.customer) >= len(scores) {
					scores = append(scores, 0)
				}
				if scores[p.customer] == 0 {
					touched = append(touched, p.customer)
				}
				scores[p.customer] += p.weight * count * n.weights[id] / length
			}
		}
		best, cosine := -1, 0.0
		sort.Slice(touched, func(i, j int) bool { return touched[i] < touched[j] })
		for _, c := range touched {
			if scores[c] > cosine {
				best, cosine = int(c), scores[c]
			}
			scores[c] = 0
		}
		touched = touched[:0]
		customers, cosines = append(customers, best), append(cosines, cosine)
	}
	return customers, cosines
}
