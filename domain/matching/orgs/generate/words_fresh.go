package generate

import "strings"

// freshCountries are the countries with words that nobody looked at while rules were
// tuned: families, given names, trades and places of their own.
func freshCountries() []*country {
	us := english
	us.families = words(`Abbott, Barclay, Bonnet, Brewster, Buckley, Burgess, Caldwell, Carver, Chisholm, Coleridge, Corrigan, Cortez, Cranston, Cunningham, Daltry,
		Davenport, Dillard, Dobson, Donnelly, Driscoll, Dunham, Durbin, Easterling, Edgerton, Enriquez, Faulkner, Fenwick, Finnegan, Fitzpatrick, Folsom,
		Fredericks, Gallegos, Galloway, Garland, Gentry, Gibbons, Giordano, Gonzales, Gorman, Grantham, Grimsby, Hackett, Halvorsen, Hanrahan, Harkness, Harwood,
		Hathcock, Hoffman, Hollister, Honeycutt, Hubbard, Hurst, Jamison, Janssen, Jorgensen, Kaminski, Kaplan, Kavanagh, Kellerman, Kennedy, Kimball, Kirkpatrick,
		Krueger, Lachlan, Lambert, Larkin, Laughlin, Leblanc, Lindholm, Livingston, Lockwood, Lombard, Lowell, Lundgren, Macallister, Mackenzie, Maguire, Malone,
		Marlowe, Mathers, Maldonado, McCracken, McIntyre, McKinley, Melendez, Middleton, Moreland, Morrissey, Mortensen, Nakagawa, Navarro, Nguyen, Nielsen, Nowicki,
		Oberlin, Odonnell, Olmstead, Ortega, Pacheco, Palmieri, Parrish, Pavlovic, Peabody, Petrovic, Pettigrew, Pomeroy, Preston, Pritchard, Purcell, Rainey, Ramsey,
		Redmond, Reinhardt, Rigby, Robertson, Rollins, Rosario, Rossini, Rourke, Rutherford, Salazar, Sanderson, Santiago, Savage, Schroeder, Schumacher, Scofield,
		Seymour, Sheridan, Sorensen, Spaulding, Spencer, Standish, Stockton, Sutherland, Talbot, Tanaka, Tennyson, Thornton, Tillman, Townsend, Trujillo, Vanderbilt,
		Velasquez, Vinson, Wallace, Warrington, Weatherford, Wellington, Wheeler, Whitaker, Wilkinson, Winthrop, Woodruff, Wyatt, Yancey, Zamorano, Ziegler`)
	us.givens = words("Alice, Benjamin, Charlotte, Dominic, Eleanor, Frederick, Gloria, Harold, Isabel, Jonathan, Katherine, Leonard, Miriam, Nathan, Olivia, Philip, Rachel, Samuel, Victoria, Wesley")
	us.trades = words(`Endodontics, Drywall, Masonry, Paving, Septic Service, Tax Service, Title Company, Estate Planning, Mediation, Audiology, Dermatology, Cardiology, Urgent Care,
		Home Health, Senior Living, Child Care, Preschool, Tutoring, Fitness, Martial Arts, Dance Studio, Music School, Florist, Jewelers, Furniture, Hardware, Garden Center,
		Feed Store, Equipment Rental, Crane Service, Welding, Fabrication, Tool & Die, Electronics, Packaging, Warehousing, Courier, Travel Agency, Advertising, Web Design,
		Engineering, Land Surveying, Appraisal, Mortgage, Credit Union, Wealth Management, Brewery, Coffee Roasters, Seafood, Butchers, Orchards, Nursery, Stables, Kennels, Aviation, Marina`)
	us.places = words("Amarillo, Bangor, Chester, Durham, Eugene, Flagstaff, Galway, Hamilton, Ithaca, Juneau, Kingston, Lancaster, Madison, Norwich, Oxford, Peoria, Quincy, Roanoke, Savannah, Toledo, Utica, Victoria, Winnipeg, York")
	de := german
	de.families = words(`Adenauer, Bergmann, Bräuer, Büchner, Diekmann, Dünnebier, Ehrlich, Ernst, Fürstenau, Geißler, Goldschmidt, Hartmann, Heinemann, Hübner, Jähnichen, Kästner, Klostermann,
		Knoblauch, Lambrecht, Lüdemann, Marquardt, Möllendorf, Nägele, Oppermann, Pflüger, Rademacher, Reichelt, Röhrig, Sandmann, Schlüter, Seidenfaden, Sturmhöfel, Tiedemann, Ulbricht,
		Veltmann, Wegener, Weinrich, Wolfram, Zumwinkel, Zschau`)
	de.givens = words("Alexander, Brigitte, Christoph, Dagmar, Eberhard, Franziska, Götz, Heike, Lothar, Mareike")
	de.trades = words("Dachdeckerei, Fliesen, Glaserei, Physiotherapie, Zahnarztpraxis, Versicherungen, Unternehmensberatung, Architekten, Vermessung, Reinigung, Gebäudetechnik, Kältetechnik, Metzgerei, Brauerei, Weinhandel, Buchhandlung, Reisebüro, Fahrschule")
	de.places = words("Aachen, Bamberg, Celle, Dessau, Essen, Freiburg, Gera, Halle, Jena, Koblenz")
	fr := french
	fr.families = words(`Aubry, Barbier, Boulanger, Carpentier, Chauvin, Colombier, Cousteau, Daumier, Delacourt, Duvalier, Fontenay, Gaillard, Guérin, Hautcoeur, Jourdain, Lafontaine, Langlois, Leclerc,
		Maillard, Mercier, Moreau, Normand, Perreault, Picard, Prévost, Raimbault, Robillard, Roussel, Sabatier, Simonet, Tardif, Tessier, Turcotte, Vallières, Verdier, Vigneault`)
	fr.givens = words("Benoît, Chantal, Didier, Élodie, Fabrice, Geneviève, Hugues, Josiane")
	fr.trades = words("Serrurerie, Carrelage, Peinture, Chauffage, Fromagerie, Boucherie, Notaires, Avocats, Architectes, Géomètres, Ambulances, Nettoyage, Gardiennage, Fleuriste, Librairie, Vins")
	fr.places = words("Amiens, Bayonne, Cannes, Dijon, Évreux, Granby, Laval, Nantes")
	nl := dutch
	nl.families = words(`Aalbers, Bloemendaal, Brouwer, Coster, van Dalen, Dijkstra, Elzinga, Faber, van Gelder, Haverkamp, Hofstra, Jansma, de Jong, Kramer, van Leeuwen, Meijer, Nijenhuis, Oldenburg, Peters,
		Rietveld, Scholten, van der Steen, Tuinstra, Verhoeven, Visser, Wolters, Zandstra, Zwart`)
	nl.givens = words("Bram, Corrie, Dirk, Evelien, Gerard, Hanneke")
	nl.trades = words("Dakdekkers, Tegelzetters, Elektro, Architecten, Advocaten, Assurantiën, Dierenartsen, Slagerij, Bakkerij, Schoonmaak, Beveiliging, Reisbureau")
	nl.places = words("Almere, Delft, Ede, Gouda, Heerlen, Nijmegen")
	es := spanish
	es.families = words(`Aguirre, Ballesteros, Cabrera, Calderón, Castañeda, Contreras, Delfino, Elizondo, Fajardo, Gallardo, Guzmán, Hinojosa, Iturbide, Jaramillo, Landero, Marañón, Medrano, Mondragón, Olivera, Palacios,
		Pantoja, Ramírez, Rosales, Salvatierra, Sepúlveda, Terrazas, Urquiza, Vallejo, Verdugo, Zaragoza`)
	es.givens = words("Beatriz, Cristóbal, Dolores, Esteban, Fermín, Gabriela")
	es.trades = words("Pinturas, Climatización, Arquitectos, Notarios, Veterinaria, Panadería, Floristería, Limpiezas, Seguridad, Viajes, Bodegas, Librería")
	es.places = words("Ávila, Badajoz, Cartagena, Girona, Huelva, Jaén")
	return []*country{&us, &de, &us, &fr, &us, &nl, &us, &es, &us, &us}
}

// made are the words of which made names are put together.
type made struct {
	starts, ends, numbers list
	heads, middles, tails []string
}

func madeOf(h Half) made {
	if h != Fresh {
		heads, middles, tails := coins(h)
		return made{starts, ends, numbers, heads, middles, tails}
	}
	return made{
		starts:  words("Aspen, Birch, Black, Blue, Canyon, Coral, Desert, Diamond, Dragon, Evergreen, Flint, Garden, Glacier, Hawk, Horizon, Indigo, Ivory, Jasper, Keystone, Lilac, Magnolia, Mountain, Ocean, Opal, Pearl, Pelican, Pioneer, Redwood, River, Rocky, Saffron, Sierra, Sparrow, Thunder, Tiger, Valley, Violet, Walnut, White, Zephyr"),
		ends:    words("Arch, Beach, Branch, Brook, Cliff, Cove, Dale, Falls, Forest, Glen, Haven, Heights, Island, Landing, Marsh, Mill, Pass, Pond, Rock, Terrace, Trail, View, Wood, Works"),
		numbers: words("Two/2 Moons, Three/3 Bridges, Seven/7 Stones, Five/5 Points, First/1st Light, Second/2nd Street, Four/4 Corners, Six/6 Sigma, Ten/10 Mile, Eight/8 Oaks, Third/3rd Base, Nine/9 Pines, Twelve/12 Tribes, Eleven/11 Acres"),
		heads:   strings.Fields("Abr Bolt Crav Dax Erg Flor Gwen Hyd Jun Kyl Lom Mon Nor Osp Pra Rho Sver Tal Ubr Vor"),
		middles: strings.Fields("a ela ido umi ane osti ura evo inga alo erra onti ymi asko uni edo"),
		tails:   strings.Fields("bit cor dell field gard hal kin lane mond nova port quell rik stat tron vale west yard zet plan"),
	}
}
