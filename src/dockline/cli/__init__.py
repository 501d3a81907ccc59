"""Commands: ``dockline serve``, ``demo``, ``space``, ``team``, ``user``, ``token``, ``engine``,
``doctor``."""
