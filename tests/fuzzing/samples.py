r"""Small valid files of every format, from which spoilt ones are made; all numbers illustrative."""

from __future__ import annotations

SCENARIO = """name = "a talk"
about = "What it is about."

[issues.relief]
options = ["none", "partial", "full"]
conceded_by = "US"
reversible = ["partial"]

[issues.aid]
range = [0, 500]
unit = "million"

[status_quo]
relief = "none"
aid = 0

[consent]
quota = 2
votes = { DPRK = 1, US = 1.5 }
veto = ["US"]

[actors.DPRK]
reservation = { value = 0.1, kind = "judgement", statement = "so", source = "us" }
discount = 0.9
power = 2.0
cap = 2.0

[actors.DPRK.preferences.relief]
weight = 1.0
kind = "judgement"
statement = "so"
source = "us"

[actors.DPRK.preferences.relief.values]
none = 0.0
partial = { value = 0.4, kind = "estimate", statement = "so", source = "us" }
full = 1.0

[actors.DPRK.preferences.aid]
values = [[0, 0.0], [100, 0.6], [500, 1.0]]

[[actors.DPRK.interactions]]
when = { relief = "full", aid = [100, 500] }
value = 0.2

[[actors.DPRK.red_lines]]
when = { relief = ["none"] }
reason = "pride"

[actors.US]
reservation = { outcome = { relief = "none", aid = 3.5 } }
preferences.relief.values = { none = 2, partial = 1, full = 0 }
preferences.aid.values = { 0 = 1, 500 = 0 }

[[constraints]]
when = { relief = "full", aid = [0, 1] }

[offers."first offer"]
by = "DPRK"
outcome = { relief = "full" }
answers = { DPRK = true, US = "disputed" }
source = "a paper"

[[evidence]]
kind = "fact"
statement = "so"
source = "us"
actor = "DPRK"
issue = "relief"
option = "full"
"""

UNCERTAIN = """name = "an uncertain talk"
issues.relief.options = ["none", "full"]
issues.aid.options = ["none", "some"]
status_quo = { relief = "none", aid = "none" }

[actors.DPRK]
reservation = { outcome = {} }
discount = { distribution = "scipy.beta", args = [8, 2], loc = 0, scale = 1 }
weights = { distribution = "dirichlet", concentration = { relief = 4, aid = 2 }, total = 1 }
preferences.relief.values = { none = 0, full = 1 }
preferences.aid.values = { none = 0, some = 1 }
premium = { distribution = "triangular", low = 0, mode = 0.02, high = 0.1 }

[[actors.DPRK.red_lines]]
when = { relief = "none" }
probability = 0.6

[actors.US.types.hawk]
prior = 0.3
reservation = { distribution = "normal", mean = 0.6, sd = 0.1, low = 0.5, high = 0.7 }
preferences.relief.weight = { distribution = "pert", low = 1, mode = 2, high = 3 }
preferences.relief.values = { none = 1, full = 0 }
preferences.aid.values = { none = { distribution = "empirical", values = [1, 2, 2] }, some = 0 }

[actors.US.types.dove]
prior = 0.7
reservation = { distribution = "scipy.poisson", mu = 3 }
preferences.relief.values = { none = 1, full = 0 }
preferences.aid.values = { none = { distribution = "uniform", low = 0, high = 1 }, some = 0 }

[[correlations]]
between = [["DPRK", "premium"], ["US", "hawk", "reservation"]]
spearman = 0.5
"""

TABLES = """name = "payoff tables"
issues.a.options = ["x", "y"]
issues.b.options = ["u", "v"]
actors.A.payoffs = [[1, 2], [3, { distribution = "uniform", low = 0, high = 1 }]]
actors.B.scale = "max"
actors.B.preferences.a.values = { x = 1, y = 2 }
actors.B.preferences.b.values = { u = 0, v = 1 }
actors.C.payoffs.x = { u = 1, v = 2 }
actors.C.payoffs.y = { u = 3, v = 4 }
offers = [{ name = "o", outcome = { a = "x", b = "u" } }]
"""

GAME = """kind = "game"
name = "chicken"
title = "Chicken"
about = "Two drivers."
source = "a book"
actors = ["A", "B"]
strategies = [["swerve", "drive on"], [1, 2.5]]
payoffs = [[[6, 2], [7, 0]], [[6, 7], [2, 0]]]
"""

PACKAGES = """kind = "game"
actors = ["A", "B"]
strategies = [[{ a = "x", b = 1.5 }, { a = "y", b = 2 }], ["s"]]
payoffs = [[[1], [2]], [[3], [4]]]
"""

LAID_OVER = 'base = "beside"\nname = "variant"\nactors.A.payoffs = [[4, 3], [2, 1]]\n'
BESIDE = TABLES

EFG = r"""EFG 2 R "A \"game\" \u00e9" { "Ann" "Bo" }
"A comment.

Source: a book"
c "ROOT" 1 "(0,1)" { "1G" 0.500000 "1B" 1/2 } 0
c "" 2 "" { "a" 1/3 "b" 2/3 } 5 "paid" { 1, -1 }
p "" 1 1 "(1,1)" { "H" "L" } 0
p "" 2 1 "(2,1)" { "h" "l" } 0
t "" 1 "Outcome 1" { 10.000000 2.000000 }
t "" 2 "Outcome 2" { 0.000000, 10.000000 }
p "" 2 1 0
t "" 3 "Outcome 3" { 2 4, }
t "" 4 "Outcome 4" { 4 1/3 }
t "" 0
p "node" 2 2 "(2,2)" { "h" "l" } 0
t "" 1
t "four" 4
"""

NFG = r"""NFG 1 R "Selten" { "Ann" "Bo" }
{ { "hold" "yield" } { "a" "" } }
"A comment."

1 2  3 4.5  1/3 -1e2  0 .5
"""
NFG_COUNTS = 'NFG 1 D "t" { "A" "B" "C" } { 2 1 2 }\n1 2 3 4 5 6 7 8 9 10 11 12\n'
NFG_OUTCOMES = """NFG 1 R "t" { "A" "B" } { { "1" "2" } { "1" "2" } }
""
{ { "one" 1, 2 } { "" 3 4 } { "three" 1/2 0, } }
1 2 0 3
"""

ROWS = """relief,aid,US,DPRK
none,0 m,1,0
full,0 m,0,"1"
full,500 m,-2.5,1e1
"""
MARKED = """"outcome";"A";"B";"(refused by)"
"(disagreement point)";0.5;0;
"(power)";1;2;
"x";1;2;"A | B"
"y";2;1;
"""
PAIRS = 'A \\ B,left,right\nup,"3, 1","(0, 0)"\ndown,0; 0,1/3\n'
BLOCKS = "\tl\tr\nu\t1\t2\nd\t3\t4\n\n\tl\tr\nu\t5\t6\nd\t7\t8\n"

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<utility_space type="linear" number_of_issues="3">
<objective index="0" name="root" type="objective">
<issue index="1" name="price" type="discrete" etype="discrete" vtype="discrete">
<item index="1" value="low" evaluation="3" cost="0.0"/>
<item index="2" value="high" evaluation="9"/></issue>
<issue index="2" name="weeks" type="integer" lowerbound="-1" upperbound="3">
<evaluator ftype="linear" slope="0.25" offset="0"/></issue>
<issue index="3" name="share" type="real"><range lowerbound="0" upperbound="2.5"/>
<evaluator ftype="triangular" parameter0="0" parameter1="2" parameter2="1"/></issue>
<weight index="1" value="0.6"/><weight index="2" value="0.3"/><weight index="3" value="0.1"/>
</objective>
<discount_factor value="0.5"/>
<reservation value="0.2"/>
</utility_space>
"""
RAW_POINTS = """<utility_space><objective index="0" name="root"><weightmultiplyer value="10"/>
<objective index="4" name="inner"><issue index="1" name="price">
<item index="1" value="low" evaluation="3"/><item index="2" value="high" evaluation="9"/></issue>
<weight index="1" value="2"/></objective><weight index="4" value="0.5"/></objective>
<optout value="3"/><reservation value="1"/><timeeffect value="-1"/></utility_space>
"""
NONLINEAR = """<utility_space type="nonlinear"><objective index="0" name="root">
<issue index="1" name="x" type="integer" lowerbound="0" upperbound="9"/>
<issue index="2" name="y" type="real" lowerbound="0" upperbound="9"/>
<utility maxutility="100"><ufun type="PlainUfun" weight="1" aggregation="sum">
<hyperRectangle utility="30" weight="2"><INCLUDES index="1" min="2" max="5"/>
<INCLUDES index="2" min="1.5" max="4"/></hyperRectangle>
<hyperRectangle utility="10"><EXCLUDES index="1" min="0" max="3"/></hyperRectangle>
<ufun><hyperRectangle utility="5"/></ufun></ufun></utility></objective></utility_space>
"""
XML_DOMAIN = """<negotiation_template><utility_space number_of_issues="1">
<objective index="0" name="root">
<issue index="1" name="price" type="discrete"><item index="1" value="low"/>
<item index="2" value="high"/></issue>
<issue index="2" name="weeks" type="integer" lowerbound="-1" upperbound="3"/>
<issue index="3" name="share" type="real" lowerbound="0" upperbound="2.5"/>
</objective></utility_space></negotiation_template>
"""

JSON_DOMAIN = """{"name": "rent",
 "issuesValues": {"pets": {"values": ["yes", "no"]}, "months": {"range": [6, 24, 6.5]}}}
"""
WEB_PROFILE = """{"LinearAdditiveUtilitySpace": {"name": "tenant",
 "domain": {"name": "rent",
  "issuesValues": {"pets": {"values": ["yes", "no"]}, "months": {"range": [6, 24, 6.5]}}},
 "issueUtilities": {
  "pets": {"DiscreteValueSetUtilities": {"valueUtilities": {"yes": 1, "no": 0}}},
  "months": {"numberutils":
   {"lowValue": 6, "lowUtility": 0, "highValue": 24, "highUtility": 1e0}}},
 "issueWeights": {"pets": 0.4, "months": 0.6},
 "reservationBid": {"issuevalues": {"pets": "no", "months": 6}}}}
"""
NEGOLOG = """{"reservationValue": 0.1, "issueWeights": {"price": 0.7, "delivery": 0.3},
 "issues": {"price": {"low": 0.2, "high": 1.0}, "delivery": {"late": 0.0, "soon": 1.0}}}
"""

SAMPLES: dict[str, tuple[str, ...]] = {
    "csv": (ROWS, MARKED, PAIRS, BLOCKS),
    "gambit-efg": (EFG,),
    "gambit-nfg": (NFG, NFG_COUNTS, NFG_OUTCOMES),
    "genius": (PROFILE, RAW_POINTS, NONLINEAR, XML_DOMAIN),
    "geniusweb": (WEB_PROFILE, JSON_DOMAIN),
    "negolog": (NEGOLOG,),
    "toml": (SCENARIO, UNCERTAIN, TABLES, GAME, PACKAGES, LAID_OVER),
}
"""Of every format that is registered, files that are read."""
