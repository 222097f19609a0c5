"""What Sphinx needs to know to make the site. `pages.write` starts it."""

import os

import tinyml_kit

project = "tinyml-kit"
author = "the tinyml-kit authors"
project_copyright = f"{author}; text and figures under CC BY 4.0"
release = tinyml_kit.__version__

# githubpages writes the empty file without which GitHub leaves out folders like _static.
extensions = ["myst_nb", "sphinx.ext.githubpages", "tinyml_kit.teach.site.formulas"]
exclude_patterns = ["_extra"]
nb_execution_mode = "off"  # the chapters are committed with their outputs
nb_merge_streams = True
nb_render_markdown_format = "myst"  # links in outputs, too, lead to pages
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
myst_update_mathjax = False
html_math_renderer = "kit"

html_theme = "sphinx_book_theme"
html_title = "tinyml-kit"
html_theme_options = {
    "home_page_in_toc": True,
    "use_download_button": True,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "navbar_persistent": [],  # the search stands in the side bar
}
html_context = {"default_mode": "auto"}  # dark where the reader's computer is
repository = os.environ.get("TINYML_KIT_REPOSITORY")
if repository:
    html_theme_options |= {
        "repository_url": repository,
        "path_to_docs": "notebooks",
        "use_repository_button": True,
        "launch_buttons": {
            "notebook_interface": "jupyterlab",
            "binderhub_url": "https://mybinder.org",
            "colab_url": "https://colab.research.google.com",
        },
    }
html_static_path = ["_static"]
html_css_files = ["kit.css"]
html_favicon = "_static/icon.svg"
html_use_index = False
html_extra_path = ["_extra"]
html_baseurl = ""
# The summaries of a search are fetched, which a page from a file may not do.
html_show_search_summary = False
