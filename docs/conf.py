"""How the documentation is built: ``python -m sphinx -W --keep-going -n docs docs/_build/html``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import matplotlib

import negotiation

matplotlib.use("Agg")
# The kernels that run the pages put what is drawn into the page.
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "negotiation"
author = "The negotiation developers"
copyright = "the negotiation developers"
version = release = negotiation.__version__

extensions = [
    "sphinx.ext.autodoc",
    "numpydoc",
    "myst_nb",
    "sphinx_gallery.gen_gallery",
    "house",
    "formulas",
    "notebooks",
]
exclude_patterns = [
    "_build",
    "explanation/measured/**",
    "jupyter_execute",
    "gallery/**.ipynb",
    "gallery/**.py",
]
nitpicky = True
default_role = "house"

# ---- reference, from the docstrings
autodoc_typehints = "none"  # the docstrings say types, shapes and units
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
add_module_names = False
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

# ---- pages, executed
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"  # a cache would not notice that the library changed
nb_execution_show_tb = True  # a page that fails is a warning, and warnings are errors
nb_execution_timeout = 120
nb_merge_streams = True

# ---- gallery, executed
sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"plot_",
    "abort_on_example_error": True,
    "min_reported_time": 5,
    "parallel": True,  # as many as Sphinx has, -j
    "download_all_examples": False,
    "remove_config_comments": True,
    "show_signature": False,
    "write_computation_times": False,
    "reset_modules": ("matplotlib",),
}

# ---- appearance
html_math_renderer = "mathml"  # see _ext/formulas.py
html_theme = "furo"
html_title = f"negotiation {version}"
html_static_path = ["_static"]
html_css_files = ["house.css"]
html_show_sourcelink = False
