"""What the admin pages do, over HTTP: one module an area, its bodies in ``<area>_wire``, its
routes as data in ``<area>_operations``."""
